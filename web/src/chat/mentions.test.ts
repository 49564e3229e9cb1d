import { expect, test } from 'vitest'
import { mentionsIn } from './mentions.ts'

const people = ['ann', 'ben.b'].map((username) => ({
  user_id: `id-${username}`,
  username,
  display_name: '',
  role: 'member',
}))

test.each([
  ['hello @ann', ['id-ann']],
  ['@Ann, @ben.b.', ['id-ann', 'id-ben.b']],
  ['@ann @ann', ['id-ann']],
])('%j names people', (body, user_ids) => {
  expect(mentionsIn(body, people)).toEqual({ 'm.mentions': { user_ids } })
})

test.each(['hello ann', 'mail ann@ann.org', '@nobody', '@annika'])('%j names nobody', (body) => {
  expect(mentionsIn(body, people)).toEqual({})
})

test('@room names the room', () => {
  expect(mentionsIn('@room dinner', people)).toEqual({ 'm.mentions': { user_ids: [], room: true } })
})
