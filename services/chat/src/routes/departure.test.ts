import type { MemberList, Room } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

const depart = (lab: Lab, who: string, by = 'operator') =>
  lab.call<{ rooms: number }>(by, 'POST', `/people/${lab.id(who)}/departure`, {})

async function rolesIn(lab: Lab, as: string, room: string): Promise<Record<string, string>> {
  const { members } = (await lab.call<MemberList>(as, 'GET', `/rooms/${room}/members?membership=join`)).body
  return Object.fromEntries(members.map(({ user_id, role }) => [user_id, role]))
}

test('somebody whose account is gone leaves every room, once, and what they wrote stays', async () => {
  await using lab = new Lab()
  const [one, two] = [await lab.room('ann', ['ben']), await lab.room('ben', ['ann'])]
  const invited = await lab.call<Room>('ben', 'POST', '/rooms', { kind: 'private', name: 'X', invite: [lab.id('ann')] })
  await lab.say('ann', one, 'I was here')
  expect(await depart(lab, 'ann')).toMatchObject({ status: 200, body: { rooms: 3 } })
  expect((await depart(lab, 'ann')).body.rooms).toBe(0)
  expect(texts(await lab.history('ben', one))).toEqual(['I was here'])
  for (const room of [one, two]) expect(await rolesIn(lab, 'ben', room)).toEqual({ [lab.id('ben')]: 'owner' })
  expect((await lab.call('ann', 'POST', `/rooms/${invited.body.room_id}/join`, {})).body.code).toBe('ROOM_NOT_FOUND')
})

test('a room without its last owner falls to who moderates it, and else to who has been there the longest', async () => {
  await using lab = new Lab()
  const moderated = await lab.room('ann', ['ben', 'cleo'])
  await lab.call('ann', 'PUT', `/rooms/${moderated}/members/${lab.id('cleo')}/role`, { role: 'moderator' })
  const plain = await lab.room('ann', ['cleo', 'ben'])
  const before = await rolesIn(lab, 'ben', moderated)
  expect(before[lab.id('cleo')]).toBe('moderator')
  await depart(lab, 'ann')
  expect(await rolesIn(lab, 'ben', moderated)).toEqual({ [lab.id('cleo')]: 'owner', [lab.id('ben')]: 'member' })
  expect(await rolesIn(lab, 'ben', plain)).toEqual({ [lab.id('cleo')]: 'owner', [lab.id('ben')]: 'member' })
})

test('nobody but the operator and administrators sends others away', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  expect(await depart(lab, 'ben', 'ann')).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } })
  expect(Object.keys(await rolesIn(lab, 'ann', room))).toHaveLength(2)
  expect((await depart(lab, 'nobody')).body.rooms).toBe(0)
})
