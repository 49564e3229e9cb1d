import { Problem } from '@bartab/sdk/problems'
import type { PatchRoomBody, RoomRole } from '@bartab/sdk/schemas'
import type { RoomRow } from '../store/room-table.ts'
import { type Content, checkText } from './content.ts'
import type { Ledger } from './ledger.ts'
import { writeMember } from './membership.ts'
import { requireMember, requireOpen, requireRole } from './standing.ts'

/** One setting: who may change it, and the event that says so when it is not as it was. */
interface Setting {
  role: RoomRole
  change: (room: RoomRow, body: PatchRoomBody) => { type: string; content: Content } | undefined
}

const settings: { [field in keyof Required<PatchRoomBody>]: Setting } = {
  name: {
    role: 'moderator',
    change: ({ name: old }, { name = old }) => changed('m.room.name', old, name, { name }),
  },
  topic: {
    role: 'moderator',
    change: ({ topic: old }, { topic = old }) => changed('m.room.topic', old, topic, { topic }),
  },
  avatar: {
    role: 'moderator',
    change: ({ avatar: old }, { avatar = old }) =>
      changed(
        'm.room.avatar',
        old,
        avatar,
        avatar === null ? {} : { media_id: avatar, url: `/media/v1/media/${avatar}` },
      ),
  },
  alias: {
    role: 'owner',
    change: ({ alias: old }, { alias = old }) =>
      changed('m.room.canonical_alias', old, alias, alias === null ? {} : { alias }),
  },
  archived: {
    role: 'owner',
    change: ({ archived: old }, { archived = old === 1 }) =>
      changed('x.bartab.room.archived', old === 1, archived, { archived }),
  },
  slow_mode_s: {
    role: 'moderator',
    change: ({ slowModeS: old }, { slow_mode_s: seconds = old }) =>
      changed('x.bartab.room.slow_mode', old, seconds, { seconds }),
  },
  retention_days: {
    role: 'owner',
    change: ({ retentionDays: old }, { retention_days: days = old }) =>
      changed('m.room.retention', old, days, { days, max_lifetime: days * dayMs }),
  },
  encrypted: {
    role: 'owner',
    change: ({ encrypted: old }) =>
      changed('m.room.encryption', old === 1, true, { algorithm: 'm.megolm.v1.aes-sha2' }),
  },
}

const dayMs = 86_400_000

function changed<T>(type: string, old: T, now: T, content: Content): { type: string; content: Content } | undefined {
  return old === now ? undefined : { type, content }
}

/**
 * Changes what a room is, all or nothing. What stays the same is not written again, nor refused
 * in an archived room; encryption is for good.
 *
 * @throws {Problem} ROOM_NOT_FOUND, ROOM_IS_DIRECT, ROLE_TOO_LOW, ROOM_INVALID, ROOM_ARCHIVED, ALIAS_TAKEN
 */
export function patchRoom(ledger: Ledger, who: string, roomId: string, body: PatchRoomBody): void {
  const standing = requireMember(ledger.store, roomId, who)
  const { room, member } = standing
  const fields = Object.keys(body) as (keyof PatchRoomBody)[]
  if (room.kind === 'direct' && fields.some((field) => field !== 'encrypted')) throw new Problem('ROOM_IS_DIRECT')
  for (const field of fields) requireRole(standing, settings[field].role)
  const changes = fields.flatMap((field) => settings[field].change(room, body) ?? [])
  if (changes.length > 0 && body.archived !== false) requireOpen(room)
  checkSettings(ledger, room, body)
  for (const change of changes) ledger.append({ ...change, roomNo: room.roomNo, senderNo: member.userNo, stateKey: '' })
}

function checkSettings(ledger: Ledger, room: RoomRow, { name, topic, alias }: PatchRoomBody): void {
  for (const text of [name, topic]) if (text !== undefined) checkText(text)
  if (name !== undefined && name.trim() === '') throw new Problem('ROOM_INVALID', { detail: 'a room needs a name' })
  if (alias === undefined || alias === null) return
  if (room.kind !== 'public') throw new Problem('ROOM_INVALID', { detail: 'public rooms alone have an alias' })
  const taken = ledger.store.rooms.byAlias(alias)
  if (taken !== undefined && taken !== room.roomNo) throw new Problem('ALIAS_TAKEN')
}

/** Ends a room for everybody in it, and takes its invitations back. */
export function deleteRoom(ledger: Ledger, who: string, roomId: string): void {
  const standing = requireMember(ledger.store, roomId, who)
  if (standing.room.kind === 'direct') throw new Problem('ROOM_IS_DIRECT')
  requireRole(standing, 'owner')
  const { roomNo, userNo: senderNo } = standing.member
  const invited = ledger.store.members.ofRoom(roomNo).filter(({ membership }) => membership === 'invite')
  for (const { userNo } of invited)
    writeMember(ledger, standing.room, senderNo, ledger.store.users.name(userNo), { membership: 'leave' })
  ledger.append({ type: 'm.room.tombstone', roomNo, senderNo, stateKey: '', content: { body: 'The room was deleted' } })
}
