import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { SyncAnswer } from '../schemas/index.ts'
import { Client } from './client.ts'
import { type CursorStore, MemoryCursorStore } from './cursor-store.ts'
import { json, problem, type Script, ScriptedWorld, tokens } from './testing/scripted-world.ts'

const credentials = { client_id: 'bot-1', client_secret: 's3cret' }

function answer(next_batch: string, more: Partial<SyncAnswer> = {}): SyncAnswer {
  return { next_batch, events: [], rooms: {}, left: [], typing: {}, presence: {}, ...more }
}

const event = {
  event_id: '01J0000000000000000000EVNT',
  type: 'm.room.message',
  room_id: '01J0000000000000000000R00M',
  sender: '01J00000000000000000000ANN',
  origin_server_ts: 1,
  content: { msgtype: 'm.text', body: 'hello' },
}

function clientOf(script: Script) {
  const world = new ScriptedWorld((seen) =>
    seen.path === '/auth/v1/oauth2/token' ? json(tokens('bot')) : script(seen),
  )
  return { world, client: new Client({ url: 'http://chat.test', credentials, surroundings: world.surroundings }) }
}

const polls = (world: ScriptedWorld) => world.seen.filter(({ path }) => path === '/chat/v1/sync')

/** Runs a loop for a minute of the world's time. */
async function runForAMinute(script: Script) {
  const { world } = clientOf(script)
  const stop = new AbortController()
  const sleep = world.surroundings.sleep
  const until = world.now + 60_000
  const around = {
    ...world.surroundings,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await sleep(ms, signal)
      if (world.now >= until) stop.abort()
    },
  }
  const patient = new Client({ url: 'http://chat.test', credentials, surroundings: around })
  for await (const _ of patient.sync({ signal: stop.signal })) if (world.seen.length > 10_000) break
  return polls(world).length
}

test('a server that answers at once with nothing, for ever, is asked less and less', async () => {
  expect(await runForAMinute(() => json(answer('c1')))).toBeLessThan(25)
})

test('a server that moves the position but says nothing is asked less and less', async () => {
  let position = 0
  expect(await runForAMinute(() => json(answer(`c${++position}`)))).toBeLessThan(25)
})

test('a server that repeats the same events at the same position is asked less and less', async () => {
  expect(await runForAMinute(() => json(answer('c1', { events: [event] })))).toBeLessThan(25)
})

test('a server that always has something new is asked at most twenty times a second', async () => {
  let position = 0
  const asked = await runForAMinute(() => json(answer(`c${++position}`, { events: [event] })))
  expect(asked).toBeGreaterThan(600)
  expect(asked).toBeLessThanOrEqual(1201)
})

test('a server that refuses every poll for want of capacity is asked with growing waits', async () => {
  expect(await runForAMinute(() => problem(503, 'DRAINING'))).toBeLessThan(15)
})

test('the loop goes on from the position of the answer before', async () => {
  let position = 0
  const { world, client } = clientOf(() => json(answer(`c${++position}`, { events: [event] })))
  for await (const { next_batch } of client.sync({ since: 'c0' })) if (next_batch === 'c3') break
  expect(polls(world).map(({ query }) => query.get('since'))).toEqual(['c0', 'c1', 'c2'])
})

test('without a position the first answer is a rebase and the next is not', async () => {
  let position = 0
  const { client } = clientOf(() => json(answer(`c${++position}`, { events: [event] })))
  const rebased: boolean[] = []
  for await (const { rebase } of client.sync()) if (rebased.push(rebase === true) === 2) break
  expect(rebased).toEqual([true, false])
})

test('a first answer with more rooms than the server puts in it is completed, unless the bound was asked for', async () => {
  const room = (room_id: string) => ({ room_id, name: room_id }) as unknown as SyncAnswer['rooms'][string]
  const { world, client } = clientOf(({ path, query }) => {
    if (path === '/chat/v1/sync') return json(answer('n1', { rooms: { r3: room('r3') }, more_rooms: true }))
    return query.has('from') ? json({ rooms: [room('r1')] }) : json({ rooms: [room('r3'), room('r2')], next: 'r2' })
  })
  for await (const { rooms, more_rooms } of client.sync()) {
    expect(Object.keys(rooms)).toEqual(['r3', 'r2', 'r1'])
    expect([rooms.r3?.limited, rooms.r2?.limited, rooms.r1?.limited]).toEqual([undefined, true, true])
    expect(more_rooms).toBeUndefined()
    break
  }
  const pages = () => world.seen.filter(({ path }) => path === '/chat/v1/rooms').length
  expect(pages()).toBe(2)
  for await (const { more_rooms } of client.sync({ filter: { rooms_limit: 1 } })) {
    expect(more_rooms).toBe(true)
    break
  }
  expect(pages()).toBe(2)
})

test('a rebase of the server is passed on, and the loop goes on from its position', async () => {
  const script: Script = ({ query }) =>
    json(query.get('since') === 'old' ? answer('n1', { rebase: true }) : answer('n2', { events: [event] }))
  const { world, client } = clientOf(script)
  const seen: unknown[] = []
  for await (const { rebase } of client.sync({ since: 'old' })) if (seen.push(rebase) === 2) break
  expect(seen).toEqual([true, undefined])
  expect(polls(world).map(({ query }) => query.get('since'))).toEqual(['old', 'n1'])
})

test('a position that the server refuses is dropped instead of being sent for ever', async () => {
  const { world, client } = clientOf(({ query }) =>
    query.has('since') ? problem(400, 'CURSOR_INVALID') : json(answer('n1')),
  )
  for await (const { rebase } of client.sync({ since: 'bad' })) {
    expect(rebase).toBe(true)
    break
  }
  expect(polls(world).map(({ query }) => query.get('since'))).toEqual(['bad', null])
})

test('a position is saved after its answer was handled, and not when handling failed', async () => {
  let position = 0
  const { client } = clientOf(() => json(answer(`c${++position}`, { events: [event] })))
  const cursor: CursorStore = new MemoryCursorStore()
  const failing = async () => {
    for await (const { next_batch } of client.sync({ cursor })) if (next_batch === 'c3') throw new Error('handler')
  }
  await expect(failing()).rejects.toThrow('handler')
  expect(await cursor.load()).toBe('c2')
})

test('a failing server is reported, waited for and asked again', async () => {
  let calls = 0
  const { client } = clientOf(() => (++calls < 4 ? problem(500, 'INTERNAL') : json(answer('c1'))))
  const waits: number[] = []
  for await (const _ of client.sync({ onError: (_problem, wait) => waits.push(wait) })) break
  expect(waits).toHaveLength(3)
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
})

test('the first poll after a failure is not held, so that the recovery is seen at once', async () => {
  let calls = 0
  const script: Script = () =>
    ++calls === 2 ? problem(500, 'INTERNAL') : json(answer(`c${calls}`, { events: [event] }))
  const { world, client } = clientOf(script)
  for await (const { next_batch } of client.sync({ since: 'c0', timeoutMs: 9000 })) if (next_batch === 'c4') break
  expect(polls(world).map(({ query }) => query.get('timeout'))).toEqual(['9000', '9000', '0', '9000'])
})

test.each([
  ['TOKEN_REVOKED', 401],
  ['SCOPE_MISSING', 403],
])('%s ends the loop', async (code, status) => {
  const { world, client } = clientOf(() => problem(status, code))
  await expect(client.sync({ since: 'c0' }).next()).rejects.toMatchObject({ code })
  expect(polls(world).length).toBeLessThanOrEqual(2)
})

test('an aborted loop ends without an error', async () => {
  const { client } = clientOf(() => json(answer('c1')))
  const stop = new AbortController()
  let answers = 0
  for await (const _ of client.sync({ signal: stop.signal })) if (++answers === 2) stop.abort()
  expect(answers).toBe(2)
})

function pollServer(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const since = new URL(request.url ?? '/', 'http://x').searchParams.get('since') ?? 'c0'
    const body = request.url?.startsWith('/chat/')
      ? answer(`c${Number(since.slice(1)) + 1}`, { events: [event] })
      : tokens('bot')
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

test('the loop outlives a restart of the server and misses nothing', async () => {
  const first = await pollServer(0)
  const { port } = first.address() as AddressInfo
  const stop = new AbortController()
  const client = new Client({ url: `http://127.0.0.1:${port}`, credentials })
  const positions: string[] = []
  let errors = 0
  let second: Server | undefined
  const onError = async () => {
    if (++errors === 1) second = await pollServer(port)
  }
  for await (const { next_batch } of client.sync({ signal: stop.signal, onError })) {
    positions.push(next_batch)
    if (positions.length === 2) await stopServer(first)
    if (positions.length === 4) break
  }
  if (second) await stopServer(second)
  expect(errors).toBeGreaterThan(0)
  expect(positions).toEqual(['c1', 'c2', 'c3', 'c4'])
})
