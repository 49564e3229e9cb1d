import { expect, test } from 'vitest'
import { Client } from './client.ts'
import { json, problem, type Script, ScriptedWorld, tokens } from './testing/scripted-world.ts'
import { MemoryTokenStore, type TokenSet } from './token-store.ts'

function held(name: string, expiresTs: number): TokenSet {
  const { expires_in: _, token_type: __, ...rest } = tokens(name)
  return { ...rest, expires_ts: expiresTs }
}

/** A server that takes the token `new` alone and gives it for a refresh. */
const refreshing: Script = async ({ path, token }) => {
  await new Promise(setImmediate)
  if (path === '/auth/v1/oauth2/token') return json(tokens('new'))
  return token === 'new' ? json({ username: 'ann' }) : problem(401, 'TOKEN_EXPIRED')
}

function clientIn(world: ScriptedWorld, store: MemoryTokenStore, onSessionEnd = () => {}) {
  return new Client({ url: 'http://chat.test', tokens: store, surroundings: world.surroundings, onSessionEnd })
}

const refreshes = (world: ScriptedWorld) => world.seen.filter(({ path }) => path === '/auth/v1/oauth2/token')

test('fifty callers whose token is refused cause one refresh, and all succeed', async () => {
  const world = new ScriptedWorld(refreshing)
  const client = clientIn(world, new MemoryTokenStore(held('old', world.now + 600_000)))
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.auth.me()))
  expect(world.seen.filter(({ token }) => token === 'old')).toHaveLength(50)
  expect(refreshes(world)).toHaveLength(1)
  expect(answers).toHaveLength(50)
})

test('fifty callers with a token about to die cause one refresh before any call', async () => {
  const world = new ScriptedWorld(refreshing)
  const client = clientIn(world, new MemoryTokenStore(held('old', world.now + 10_000)))
  await Promise.all(Array.from({ length: 50 }, () => client.auth.me()))
  expect(refreshes(world)).toHaveLength(1)
  expect(world.seen.some(({ token }) => token === 'old')).toBe(false)
})

test('the rotated refresh token is stored and sent at the next refresh', async () => {
  const world = new ScriptedWorld(refreshing)
  const store = new MemoryTokenStore(held('old', 0))
  const client = clientIn(world, store)
  await client.auth.me()
  expect((await store.load())?.refresh_token).toBe('refresh-new')
  world.now += 600_000
  await client.auth.me()
  expect(refreshes(world).map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual([
    'refresh-old',
    'refresh-new',
  ])
})

test('a token that another tab has renewed is taken over without a refresh', async () => {
  const world = new ScriptedWorld(refreshing)
  const store = new MemoryTokenStore(held('old', world.now + 600_000))
  const client = clientIn(world, store)
  await client.session.accessToken()
  await store.save(held('new', world.now + 600_000))
  await client.auth.me()
  expect(refreshes(world)).toHaveLength(0)
})

test('a refused refresh ends the session, once, and forgets the tokens', async () => {
  const world = new ScriptedWorld(({ path }) =>
    path === '/auth/v1/oauth2/token' ? json({ error: 'invalid_grant' }, 400) : problem(401, 'TOKEN_REVOKED'),
  )
  let ended = 0
  const store = new MemoryTokenStore(held('old', world.now + 600_000))
  const client = clientIn(world, store, () => ended++)
  const calls = await Promise.allSettled([client.auth.me(), client.auth.me()])
  expect(calls.map((call) => call.status === 'rejected' && call.reason.code)).toEqual([
    'SESSION_ENDED',
    'SESSION_ENDED',
  ])
  expect(ended).toBe(1)
  expect(await store.load()).toBeUndefined()
})

test('a revoked token is replaced once, for the session may live on, as after the revocation of a signing key', async () => {
  const world = new ScriptedWorld(({ path, token }) => {
    if (path === '/auth/v1/oauth2/token') return json(tokens('new'))
    return token === 'new' ? json({ username: 'ann' }) : problem(401, 'TOKEN_REVOKED')
  })
  const client = clientIn(world, new MemoryTokenStore(held('old', world.now + 600_000)))
  expect(await client.auth.me()).toMatchObject({ username: 'ann' })
  expect(refreshes(world)).toHaveLength(1)
})

test('a token that is refused although it is new is not asked for again and again', async () => {
  const world = new ScriptedWorld(({ path }) =>
    path === '/auth/v1/oauth2/token' ? json(tokens('new')) : problem(401, 'TOKEN_REVOKED'),
  )
  const client = clientIn(world, new MemoryTokenStore(held('old', world.now + 600_000)))
  await expect(client.auth.me()).rejects.toMatchObject({ code: 'TOKEN_REVOKED' })
  expect(refreshes(world)).toHaveLength(1)
})

test('a server in trouble at a renewal ends no session', async () => {
  const world = new ScriptedWorld(({ path }) =>
    path === '/auth/v1/oauth2/token' ? json({ error: 'server_error' }, 500) : problem(401, 'TOKEN_EXPIRED'),
  )
  const store = new MemoryTokenStore(held('old', world.now + 600_000))
  let ended = 0
  const surroundings = { ...world.surroundings, sleep: async () => {} }
  const client = new Client({ url: 'http://chat.test', tokens: store, surroundings, onSessionEnd: () => ended++ })
  await expect(client.auth.me()).rejects.toMatchObject({ code: 'INTERNAL', status: 500 })
  expect(ended).toBe(0)
  expect(await store.load()).toBeDefined()
})

test('a wrong password is not taken for a dead token', async () => {
  const world = new ScriptedWorld(() => problem(401, 'PASSWORD_WRONG'))
  const client = clientIn(world, new MemoryTokenStore(held('good', world.now + 600_000)))
  await expect(client.auth.changePassword({ current_password: 'a', new_password: 'b' })).rejects.toMatchObject({
    code: 'PASSWORD_WRONG',
  })
  expect(refreshes(world)).toHaveLength(0)
})

test('while auth is down a token that still lives goes on being used', async () => {
  const world = new ScriptedWorld(({ path }) =>
    path === '/auth/v1/oauth2/token' ? problem(503, 'DRAINING') : json({}),
  )
  const tokens = new MemoryTokenStore(held('old', world.now + 20_000))
  const surroundings = { ...world.surroundings, sleep: async () => {} }
  await new Client({ url: 'http://chat.test', tokens, surroundings }).auth.me()
  expect(refreshes(world).length).toBeGreaterThan(0)
  expect(world.seen.at(-1)?.token).toBe('old')
})

test('logging out forgets the tokens although the server cannot be reached', async () => {
  const world = new ScriptedWorld(() => {
    throw new TypeError('fetch failed')
  })
  const store = new MemoryTokenStore(held('good', world.now + 600_000))
  await clientIn(world, store).auth.logout()
  expect(await store.load()).toBeUndefined()
})

test('a bot asks for its first token with its credentials, and again before it dies', async () => {
  const world = new ScriptedWorld(({ path }) => json(path === '/auth/v1/oauth2/token' ? tokens('bot') : {}))
  const credentials = { client_id: 'bot-1', client_secret: 's3cret' }
  const bot = new Client({ url: 'http://chat.test', credentials, surroundings: world.surroundings })
  await bot.auth.me()
  world.now += 580_000
  await bot.auth.me()
  expect(refreshes(world)).toHaveLength(2)
  expect(refreshes(world)[0]?.body).toBe('grant_type=client_credentials&client_id=bot-1&client_secret=s3cret')
})
