import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { HeardRevocations } from '../revocations.ts'
import { Lab } from '../testing/lab.ts'

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** Without the news of who came. */
const quiet = JSON.stringify({ ephemeral: false })

function hearing(lab: Lab): (session: string) => void {
  const list = new HeardRevocations({ clock: Date.now })
  list.onNews = () => lab.chat.held.cut((caller) => list.has(caller))
  return (value) => {
    const [revoked_ts, expires_ts] = [Date.now(), Date.now() + 600_000]
    list.apply({ revoked: [{ kind: 'sid', value, revoked_ts, expires_ts }] })
  }
}

test('the held polls of a session that ends are ended with it, and those of others go on', async () => {
  await using lab = new Lab()
  const revoke = hearing(lab)
  const room = await lab.room('ann', ['ben', 'bot'])
  const [mine, other] = [await lab.sync('ann'), await lab.sync('ben')]
  await lab.call('bot', 'GET', '/updates?timeout=0')
  const cut = [
    lab.call('ann', 'GET', `/sync?timeout=30000&since=${mine.next_batch}&filter=${quiet}`),
    lab.call('bot', 'GET', '/updates?timeout=30000'),
  ]
  const kept = lab.sync('ben', other.next_batch, { timeout: '30000', filter: quiet })
  await until(() => lab.chat.audience.waiting === 3)
  for (const name of ['ann', 'bot']) revoke(lab.id(name))
  for (const answer of await Promise.all(cut))
    expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_REVOKED' } })
  await lab.say('ann', room, 'still here')
  expect((await kept).events).toHaveLength(1)
})

test('a stream ends with its session', async () => {
  await using lab = new Lab()
  const revoke = hearing(lab)
  await lab.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = lab.app.server.address() as AddressInfo
  const headers = { authorization: `Bearer ${lab.id('ann')}`, accept: 'text/event-stream' }
  const request = get({ port, host: '127.0.0.1', path: '/chat/v1/sync', headers })
  const [stream] = await once(request, 'response')
  stream.resume()
  await until(() => lab.chat.audience.waiting === 1)
  revoke(lab.id('ann'))
  await once(stream, 'end')
  expect(lab.chat.audience.waiting).toBe(0)
})
