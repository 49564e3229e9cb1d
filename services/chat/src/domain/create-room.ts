import { Problem } from '@bartab/sdk/problems'
import type { CreateRoomBody, RoomRole } from '@bartab/sdk/schemas'
import { checkText } from './content.ts'
import type { Ledger } from './ledger.ts'

export interface MadeRoom {
  roomNo: number
  /** False for the direct room that two people already have. */
  created: boolean
}

/**
 * Makes a room with its first state and invites, all or nothing. Its maker owns it.
 *
 * @throws {Problem} ROOM_INVALID
 */
export function createRoom(ledger: Ledger, who: string, body: CreateRoomBody): MadeRoom {
  for (const text of [body.name, body.topic]) if (text !== undefined) checkText(text)
  return body.kind === 'direct' ? createDirect(ledger, who, body) : createShared(ledger, who, body)
}

function createShared(ledger: Ledger, who: string, body: CreateRoomBody): MadeRoom {
  if (body.name === undefined || body.name.trim() === '')
    throw new Problem('ROOM_INVALID', { detail: `a ${body.kind} room needs a name` })
  const room = begin(ledger, who, { kind: body.kind, creator: who })
  room.join(who, 'owner')
  room.state('m.room.name', { name: body.name })
  if (body.topic !== undefined) room.state('m.room.topic', { topic: body.topic })
  for (const userId of new Set(body.invite ?? [])) if (userId !== who) room.member(userId, { membership: 'invite' })
  return { roomNo: room.roomNo, created: true }
}

function createDirect(ledger: Ledger, who: string, body: CreateRoomBody): MadeRoom {
  const other = otherPerson(who, body)
  const { store } = ledger
  const [a, b] = [store.users.intern(who), store.users.intern(other)]
  const existing = store.rooms.directOf(a, b)
  if (existing !== undefined) return comeBack(ledger, existing, [who, other], a)
  const room = begin(ledger, who, { kind: 'direct', creator: who, direct: [who, other] })
  for (const person of [who, other]) room.join(person, 'owner')
  return { roomNo: room.roomNo, created: true }
}

function otherPerson(who: string, body: CreateRoomBody): string {
  const [other, ...more] = new Set(body.invite ?? [])
  if (other === undefined || more.length > 0 || other === who)
    throw new Problem('ROOM_INVALID', { detail: 'a direct room needs exactly one other person in invite' })
  return other
}

/** Opening a direct room again brings back whoever had left it. */
function comeBack(ledger: Ledger, roomNo: number, people: string[], senderNo: number): MadeRoom {
  for (const person of people) {
    const member = ledger.store.members.find(roomNo, ledger.store.users.intern(person))
    if (member?.membership === 'join') continue
    const content = { membership: 'join', role: 'owner' }
    ledger.append({ type: 'm.room.member', roomNo, senderNo, stateKey: person, content })
  }
  return { roomNo, created: false }
}

function begin(ledger: Ledger, who: string, create: Record<string, unknown>) {
  const roomNo = ledger.store.roomNames.intern(ledger.newId())
  const senderNo = ledger.store.users.intern(who)
  const state = (type: string, content: Record<string, unknown>, stateKey = '') =>
    ledger.append({ type, roomNo, senderNo, content, stateKey })
  state('m.room.create', create)
  const member = (userId: string, content: Record<string, unknown>) => state('m.room.member', content, userId)
  const join = (userId: string, role: RoomRole) => member(userId, { membership: 'join', role })
  return { roomNo, state, member, join }
}
