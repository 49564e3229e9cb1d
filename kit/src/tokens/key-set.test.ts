import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { KeySet, type KeySetOptions } from './key-set.ts'
import { type MintKey, mintKey } from './mint.fixture.ts'

let first: MintKey
let second: MintKey
let published: Record<string, unknown>[]
let down: boolean
let fetches: number
let keys: KeySet

beforeAll(async () => {
  first = await mintKey('first')
  second = await mintKey('second')
})

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  published = [first.jwk]
  down = false
  fetches = 0
})

afterEach(() => {
  keys.stop()
  vi.useRealTimers()
})

async function source() {
  fetches += 1
  if (down) throw new Error('refused')
  return { keys: published }
}

async function started(options: Partial<KeySetOptions> = {}) {
  keys = new KeySet({ source, clock: Date.now, random: () => 0.5, ...options })
  await keys.start()
  return keys
}

const outcome = (kid: string) =>
  keys.key(kid).then(
    (key) => (key === undefined ? 'unknown' : 'found'),
    (problem: { code: string }) => problem.code,
  )

/** Lets timers and promises run until the outcome is there. */
async function within<T>(ms: number, pending: Promise<T>): Promise<T | 'pending'> {
  let result: T | 'pending' = 'pending'
  void pending.then((value) => {
    result = value
  })
  await vi.advanceTimersByTimeAsync(ms)
  for (let turn = 0; turn < 50 && result === 'pending'; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  return result
}

describe('keys that are held', () => {
  test('are given without asking the source', async () => {
    await started()
    expect(await outcome('first')).toBe('found')
    expect(fetches).toBe(1)
    expect(keys.held()).toEqual({ keys: [{ kid: 'first' }], fetched_ts: 1_000_000 })
  })

  test('are refreshed in the background, and a withdrawn key goes', async () => {
    await started({ refreshMs: 30_000 })
    published = [second.jwk]
    await within(30_000, new Promise(() => {}))
    expect(fetches).toBe(2)
    expect(keys.holds('second')).toBe(true)
    expect(keys.holds('first')).toBe(false)
  })

  test('are relied on while the source is down, up to the ceiling', async () => {
    await started({ staleMs: 60_000 })
    down = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await outcome('first')).toBe('found')
    await vi.advanceTimersByTimeAsync(1)
    expect(keys.holds('first')).toBe(false)
    expect(await within(1_000, outcome('first'))).toBe('KEYS_UNAVAILABLE')
  })

  test('come back soon after the source does', async () => {
    down = true
    await started({ refreshMs: 600_000 })
    expect(await within(1_000, outcome('first'))).toBe('KEYS_UNAVAILABLE')
    down = false
    await within(6_000, new Promise(() => {}))
    expect(keys.holds('first')).toBe(true)
  })

  test.each([
    ['no document', null],
    ['no keys', { keys: [] }],
    ['keys of other kinds', { keys: [{ kty: 'RSA', kid: 'first', n: 'AQAB', e: 'AQAB' }] }],
    ['a symmetric key', { keys: [{ kty: 'oct', kid: 'first', k: 'AQAB' }] }],
  ])('stay when the source answers with %s', async (_name, document) => {
    let answer: unknown = { keys: [first.jwk] }
    await started({ source: async () => answer })
    answer = document
    await expect(
      within(
        1_000,
        keys.refresh().catch((error: Error) => error.message),
      ),
    ).resolves.toMatch(/JWKS/)
    expect(keys.holds('first')).toBe(true)
  })
})

describe('before the first keys', () => {
  test('a source that comes up is found within the first window, however long it was away', async () => {
    down = true
    await started({ refreshMs: 600_000, windowMs: 60_000, firstWindowMs: 100 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(keys.holds('first')).toBe(false)
    expect(fetches).toBeLessThanOrEqual(1 + 50)
    down = false
    await within(200, new Promise(() => {}))
    expect(keys.holds('first')).toBe(true)
  })
})

describe('a key id that is not held', () => {
  test('a key published a moment ago is accepted within the window', async () => {
    await started({ windowMs: 1_000 })
    published = [first.jwk, second.jwk]
    expect(await within(1_000, outcome('second'))).toBe('found')
    expect(fetches).toBe(2)
  })

  test('a flood of invented ids costs one fetch in each window, and delays no genuine new key beyond it', async () => {
    await started({ windowMs: 1_000 })
    const flood: Promise<string>[] = []
    for (let tenth = 0; tenth < 50; tenth += 1) {
      for (let n = 0; n < 20; n += 1) flood.push(outcome(`invented-${tenth}-${n}`))
      await within(100, new Promise(() => {}))
    }
    await within(1_000, new Promise(() => {}))
    expect(fetches).toBeLessThanOrEqual(1 + 6)
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['unknown']))
    published = [first.jwk, second.jwk]
    const genuine = outcome('second')
    for (let n = 0; n < 200; n += 1) void outcome(`more-${n}`)
    expect(await within(1_000, genuine)).toBe('found')
    expect(fetches).toBeLessThanOrEqual(1 + 7)
  })

  test('the same invented id is refused for a while without a fetch', async () => {
    await started({ windowMs: 1_000, unknownMs: 10_000, refreshMs: 600_000 })
    expect(await within(1_000, outcome('invented'))).toBe('unknown')
    const before = fetches
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await outcome('invented')).toBe('unknown')
    expect(fetches).toBe(before)
    await vi.advanceTimersByTimeAsync(5_001)
    await within(0, outcome('invented'))
    expect(fetches).toBe(before + 1)
  })

  test('a key that is published while a fetch is under way is found by the next', async () => {
    const answer = Promise.withResolvers<unknown>()
    let asked = 0
    await started({ source: async () => (++asked === 2 ? answer.promise : source()) })
    const background = keys.refresh()
    await within(1_000, new Promise(() => {}))
    published = [first.jwk, second.jwk]
    const genuine = outcome('second')
    answer.resolve({ keys: [first.jwk] })
    await background
    expect(await within(1_000, genuine)).toBe('found')
    expect(asked).toBe(3)
  })

  test('while the source is down nobody can tell whether it exists', async () => {
    await started()
    down = true
    expect(await within(1_000, outcome('second'))).toBe('KEYS_UNAVAILABLE')
    expect(await outcome('first')).toBe('found')
  })
})

test('one fetch serves all who wait for it', async () => {
  keys = new KeySet({ source, clock: Date.now })
  const outcomes = await within(0, Promise.all([outcome('first'), outcome('first'), outcome('first')]))
  expect(outcomes).toEqual(['found', 'found', 'found'])
  expect(fetches).toBe(1)
})
