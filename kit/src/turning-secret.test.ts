import { beforeEach, describe, expect, it } from 'vitest'
import { TurningSecret } from './turning-secret.ts'

let now = 1_000
let made = 0
let file = 'one'

beforeEach(() => {
  now = 1_000
  made = 0
  file = 'one'
})

/** The secret as a process finds it: what another one has written is all that it knows. */
const opened = (changes: { save?: (text: string) => Promise<void> } = {}): TurningSecret =>
  new TurningSecret({
    name: 'links',
    text: file,
    save: async (text) => {
      file = text
    },
    fresh: () => `fresh-${++made}`,
    clock: () => now,
    ...changes,
  })

const valid = (secret: TurningSecret): string[] => secret.versions().map(({ text }) => text)

describe('a secret that turns', () => {
  it('has two valid versions until the time of the old one, and then one', async () => {
    const secret = opened()
    expect(valid(secret)).toEqual(['one'])
    expect(await secret.turn(5_000)).toBe(true)
    expect(valid(secret)).toEqual(['fresh-1', 'one'])
    now = 4_999
    expect(valid(secret)).toEqual(['fresh-1', 'one'])
    now = 5_000
    expect(valid(secret)).toEqual(['fresh-1'])
  })

  it('is the same in the next process', async () => {
    await opened().turn(5_000)
    expect(valid(opened())).toEqual(['fresh-1', 'one'])
    expect(opened().describe()).toMatchObject({ name: 'links', versions: [{ state: 'active' }, { until_ts: 5_000 }] })
    expect(JSON.stringify(opened().describe())).not.toMatch(/fresh|one/)
  })

  it('does not turn again while two versions are valid', async () => {
    const secret = opened()
    await secret.turn(5_000)
    expect(await secret.turn(9_000)).toBe(false)
    expect(valid(secret)).toEqual(['fresh-1', 'one'])
    now = 5_000
    expect(await secret.turn(9_000)).toBe(true)
    expect(valid(secret)).toEqual(['fresh-2', 'fresh-1'])
  })

  it('makes one new version of two turns that begin together', async () => {
    const secret = opened({ save: () => new Promise((resolve) => setImmediate(resolve)) })
    expect(await Promise.all([secret.turn(5_000), secret.turn(5_000)])).toEqual([true, false])
    expect(valid(secret)).toEqual(['fresh-1', 'one'])
  })

  it('keeps the old version to its time, unless that is forced', async () => {
    const secret = opened()
    await expect(secret.retire(false)).rejects.toMatchObject({ code: 'SECRET_NOT_ROTATING' })
    await secret.turn(5_000)
    await expect(secret.retire(false)).rejects.toMatchObject({
      code: 'SECRET_STILL_USED',
      headers: { 'retry-after': '4' },
    })
    await secret.retire(true)
    expect(valid(secret)).toEqual(['fresh-1'])
    expect(valid(opened())).toEqual(['fresh-1'])
  })

  it('stays what it was when its file could not be written', async () => {
    const secret = opened({ save: () => Promise.reject(new Error('no room')) })
    await expect(secret.turn(5_000)).rejects.toThrow('no room')
    expect(valid(secret)).toEqual(['one'])
  })

  it('that was given by file is not ours to write', async () => {
    const given = new TurningSecret({ name: 'x', text: 'new\nold\n', fresh: () => '', clock: () => now })
    expect(valid(given)).toEqual(['new', 'old'])
    await expect(given.turn()).rejects.toMatchObject({ code: 'SECRET_GIVEN' })
    await expect(given.retire(true)).rejects.toMatchObject({ code: 'SECRET_GIVEN' })
  })

  it.each(['', '\n', 'a\nb\nc'])('refuses a file of no lines or of three (%j)', (text) => {
    file = text
    expect(() => opened()).toThrow(/one line or two/)
  })
})
