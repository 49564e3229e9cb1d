import { expect, onTestFinished, test, vi } from 'vitest'
import { Client, type LocalStore, MemoryStore, StoredCursor, StoredTokens } from './index.ts'
import { json, problem, ScriptedWorld, tokens } from './testing/scripted-world.ts'

const roomId = '01J0000000000000000000R00M'

/** A server with one account and one room, in which what is said comes back by sync. */
function serveChat(): ScriptedWorld {
  const said: unknown[] = []
  const world = new ScriptedWorld(({ path, token, body }) => {
    if (path === '/auth/v1/login') return json(tokens('ann'))
    if (token !== 'ann') return problem(401, 'TOKEN_MISSING')
    if (path !== '/chat/v1/sync') {
      said.push({ sender: 'ann', content: JSON.parse(body).content })
      return json({ event_id: 'e1', origin_server_ts: 1 })
    }
    return json({ next_batch: `c${said.length}`, events: said, rooms: {}, left: [], typing: {}, presence: {} })
  })
  vi.stubGlobal('fetch', world.surroundings.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return world
}

async function example(store: LocalStore, password: string, show: (text: unknown) => void) {
  const client = new Client({ url: 'http://127.0.0.1:8008', tokens: new StoredTokens(store) })
  await client.auth.login({ username: 'ann', password })
  await client.messages.send(roomId, 'hello')
  for await (const { events } of client.sync({ cursor: new StoredCursor(store) })) {
    for (const { sender, content } of events) show(`${sender}: ${content.body}`)
    if (events.length > 0) break
  }
}

test('the example of the readme logs in, says something and hears it', async () => {
  const world = serveChat()
  const shown: unknown[] = []
  await example(new MemoryStore(), 'correct horse', (text) => shown.push(text))
  expect(shown).toEqual(['ann: hello'])
  expect(world.seen.map(({ path }) => path).slice(0, 2)).toEqual([
    '/auth/v1/login',
    `/chat/v1/rooms/${roomId}/messages`,
  ])
})
