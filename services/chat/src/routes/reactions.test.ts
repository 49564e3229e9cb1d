import { chatLimits } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { type Answer, Lab } from '../testing/lab.ts'

type React = (lab: Lab, name: string, room: string, said: string, key: string) => Promise<Answer>

const put: React = (lab, name, room, said, key) =>
  lab.call(name, 'PUT', `/rooms/${room}/messages/${said}/reactions/${encodeURIComponent(key)}`)
const unput: React = (lab, name, room, said, key) =>
  lab.call(name, 'DELETE', `/rooms/${room}/messages/${said}/reactions/${encodeURIComponent(key)}`)
const post: React = (lab, name, room, said, key) => {
  const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: said, key } }
  return lab.call(name, 'POST', `/rooms/${room}/events`, { type: 'm.reaction', txn_id: lab.txn(), content })
}

test.each([
  ['PUT …/reactions', put],
  ['POST …/events', post],
])(
  'a message takes so many different reactions and no more, through %s, and everybody may join one',
  async (_, react) => {
    await using lab = new Lab()
    const room = await lab.room('ann', ['ben'])
    const said = await lab.say('ann', room, 'hi')
    for (let n = 0; n < chatLimits.reactionKeysMax; n++)
      expect((await react(lab, 'ann', room, said, `k${n}`)).status).toBe(201)
    const before = lab.chat.store.events.head()
    const detail = expect.stringContaining(String(chatLimits.reactionKeysMax))
    expect(await react(lab, 'ben', room, said, 'more')).toMatchObject({
      status: 409,
      body: { code: 'TOO_MANY_REACTION_KEYS', detail, fix: detail },
    })
    expect((await react(lab, 'ann', room, said, 'k0')).status).toBe(200)
    expect(lab.chat.store.events.head()).toBe(before)
    expect((await react(lab, 'ben', room, said, 'k0')).status).toBe(201)
    await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}/reactions/k1`)
    expect((await react(lab, 'ben', room, said, 'more')).status).toBe(201)
  },
)

test.each(['+1/2', 'a\\b', '%2F', '100%25', '.', '..', '..;x', 'a\nb', '\u0085'])(
  'a key that fits into no path, by which it would be taken back, is not given: %j',
  async (key) => {
    await using lab = new Lab()
    const room = await lab.room('ann')
    const said = await lab.say('ann', room, 'hi')
    const before = lab.chat.store.events.head()
    const { status, body } = await post(lab, 'ann', room, said, key)
    expect([status, body.code, body.detail]).toEqual([400, 'CONTENT_INVALID', expect.stringContaining('path')])
    expect(lab.chat.store.events.head()).toBe(before)
  },
)

test.each(['½', '1.5', '100%', '%', ':+1:', '...', '.x', 'a b', '?', '#1', '👩‍👩‍👧‍👦'])(
  'any other key is given and taken back: %j',
  async (key) => {
    await using lab = new Lab()
    const room = await lab.room('ann')
    const said = await lab.say('ann', room, 'hi')
    for (const react of [put, post]) {
      expect((await react(lab, 'ann', room, said, key)).status).toBe(201)
      expect((await unput(lab, 'ann', room, said, key)).status).toBe(200)
      expect((await lab.history('ann', room))[0]?.unsigned?.['m.relations']?.['m.annotation']).toBeUndefined()
    }
  },
)
