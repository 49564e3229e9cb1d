import { chatLimits } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { type Answer, Lab } from '../testing/lab.ts'

type React = (lab: Lab, name: string, room: string, said: string, key: string) => Promise<Answer>

const put: React = (lab, name, room, said, key) =>
  lab.call(name, 'PUT', `/rooms/${room}/messages/${said}/reactions/${encodeURIComponent(key)}`)
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
