import type { CommandList } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

const roll = { name: 'roll', description: 'Rolls dice', usage: '<sides>' }
const put = (lab: Lab, commands: unknown[], name = 'bot') => lab.call(name, 'PUT', '/commands', { commands })
const list = async (lab: Lab, name: string, query = '') =>
  (await lab.call<CommandList>(name, 'GET', `/commands${query}`)).body.commands

test("a bot's commands are there for those who are in a room with it, and for nobody else", async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['bot'])
  expect((await put(lab, [roll])).status).toBe(200)
  expect(await list(lab, 'ann')).toEqual([{ ...roll, bot_id: lab.id('bot') }])
  expect(await list(lab, 'ann', `?room_id=${room}`)).toHaveLength(1)
  expect(await list(lab, 'ann', `?room_id=${await lab.room('ann')}`)).toEqual([])
  expect(await list(lab, 'eve')).toEqual([])
})

test('an outsider cannot list the commands of a room', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['bot'])
  await put(lab, [roll])
  const answer = await lab.call('eve', 'GET', `/commands?room_id=${room}`)
  expect(answer).toMatchObject({ status: 404, body: { code: 'ROOM_NOT_FOUND' } })
})

test('registering again replaces what was there, all or nothing', async () => {
  await using lab = new Lab()
  await lab.room('ann', ['bot'])
  await put(lab, [roll])
  await put(lab, [{ name: 'race', description: 'Races snails' }])
  expect((await list(lab, 'ann')).map(({ name }) => name)).toEqual(['race'])
  expect((await put(lab, [roll, roll])).status).toBe(400)
  expect((await list(lab, 'ann')).map(({ name }) => name)).toEqual(['race'])
})

test('people register no commands, and nothing is stored', async () => {
  await using lab = new Lab()
  await lab.room('ann', ['ben'])
  expect(await put(lab, [roll], 'ann')).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } })
  expect(await list(lab, 'ben')).toEqual([])
})
