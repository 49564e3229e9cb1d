import { expect, test } from 'vitest'
import { Client } from './client.ts'
import { json, problem, type Script, ScriptedWorld, tokens } from './testing/scripted-world.ts'
import { MemoryTokenStore } from './token-store.ts'

const room = '01J0000000000000000000R00M'

/** A logged-in client whose calls go through `script`. */
function clientOf(script: Script) {
  const world = new ScriptedWorld(script)
  const { expires_in: _, token_type: __, ...rest } = tokens('good')
  const store = new MemoryTokenStore({ ...rest, expires_ts: world.now + 600_000 })
  return { world, client: new Client({ url: 'http://chat.test/', tokens: store, surroundings: world.surroundings }) }
}

/** Answers with each of the given in turn, and with the last for ever. */
function inTurn(...answers: (() => Response)[]): Script {
  let calls = 0
  return () => (answers[Math.min(calls++, answers.length - 1)] ?? (() => json({})))()
}

const posted = () => json({ event_id: '01J0000000000000000000EVNT', origin_server_ts: 1 }, 201)
const broken = () => {
  throw new TypeError('fetch failed')
}
const cutShort = () =>
  new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) }), { status: 201 })

const transactions = (world: ScriptedWorld) => world.seen.map(({ body }) => JSON.parse(body).txn_id)

test.each([
  ['a broken connection', broken],
  ['an answer that breaks off', cutShort],
  ['a 502 of the gateway', () => problem(502, 'UPSTREAM_FAILED')],
  ['a 500', () => problem(500, 'INTERNAL')],
  ['a limit', () => problem(429, 'RATE_LIMITED', { 'retry-after': '1' })],
])('a message sent again after %s keeps its transaction id', async (_what, failure) => {
  const { world, client } = clientOf(inTurn(failure, failure, posted))
  await client.messages.send(room, 'hello')
  expect(transactions(world)).toEqual(['id-1', 'id-1', 'id-1'])
})

test('two messages have two transaction ids', async () => {
  const { world, client } = clientOf(posted)
  await client.messages.send(room, 'one')
  await client.messages.send(room, 'two')
  expect(transactions(world)).toEqual(['id-1', 'id-2'])
})

test('a limit is waited out for as long as the server asks', async () => {
  const { world, client } = clientOf(inTurn(() => problem(429, 'RATE_LIMITED', { 'retry-after': '7' }), posted))
  await client.messages.send(room, 'hello')
  expect((world.seen[1]?.at ?? 0) - (world.seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(7000)
})

test('a wait beyond the bound is left to the caller', async () => {
  const { world, client } = clientOf(() => problem(429, 'RATE_LIMITED', { 'retry-after': '3600' }))
  await expect(client.messages.send(room, 'hello')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(world.slept).toEqual([])
})

test('attempts are bounded and their waits grow', async () => {
  const { world, client } = clientOf(broken)
  await expect(client.messages.send(room, 'hello')).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 })
  expect(world.seen).toHaveLength(6)
  expect(world.slept).toEqual([...world.slept].sort((a, b) => a - b))
})

test('a room is not made twice when the answer was lost', async () => {
  const { world, client } = clientOf(broken)
  await expect(client.rooms.create({ kind: 'public', name: 'bar' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(world.seen).toHaveLength(1)
})

test('a refusal is not repeated', async () => {
  const { world, client } = clientOf(() => problem(404, 'ROOM_NOT_FOUND'))
  await expect(client.messages.send(room, 'hello')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
  expect(world.seen).toHaveLength(1)
})

test('an aborted call stops waiting and rejects with the reason', async () => {
  const stop = new AbortController()
  const { world, client } = clientOf(() => {
    stop.abort(new Error('enough'))
    return problem(503, 'DRAINING')
  })
  await expect(client.messages.send(room, 'hello', { signal: stop.signal })).rejects.toThrow('enough')
  expect(world.slept).toEqual([])
})

test('a hook sees every attempt and may answer in place of the network', async () => {
  const { world, client } = clientOf(inTurn(broken, posted))
  const paths: string[] = []
  client.use((prev, request) => {
    paths.push(`${request.method} ${request.path}`)
    return prev(request)
  })
  await client.messages.send(room, 'hello')
  expect(paths).toEqual(new Array(2).fill(`POST /chat/v1/rooms/${room}/messages`))
  client.use(async () => posted())
  await client.messages.send(room, 'again')
  expect(world.seen).toHaveLength(2)
})

test.each(['', '.', '..'])('the id "%s" is refused before it becomes another call', async (id) => {
  const { world, client } = clientOf(() => json({}))
  await expect((async () => client.messages.react(room, id, '+1'))()).rejects.toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  expect(world.seen).toEqual([])
})

test('an id from outside cannot reach another path', async () => {
  const { world, client } = clientOf(() => json({}))
  await client.rooms.get('../../auth/v1/me?x=')
  expect(world.seen[0]?.path).toBe('/chat/v1/rooms/..%2F..%2Fauth%2Fv1%2Fme%3Fx%3D')
})
