/** One argument of a command: how it is read, and how its place in the usage is written. */
export interface Arg<T> {
  /** @throws {ArgError} where the words are not such an argument */
  read(word: string | undefined): T
  /** Takes all that is left, not one word. */
  rest: boolean
  /** May be left out. */
  optional: boolean
  label?: string
}

export type Args = Readonly<Record<string, Arg<unknown>>>
export type Parsed<A extends Args> = { readonly [K in keyof A]: A[K] extends Arg<infer T> ? T : never }

/** Why words are not the arguments of a command; shown to whoever typed them. */
export class ArgError extends Error {
  override readonly name = 'ArgError'
}

/** One word; with quotes around it, it may have spaces. */
export const word = (): Arg<string> => arg((text) => text)

/** All that is left. */
export const rest = (): Arg<string> => ({ ...arg((text) => text), rest: true })

/** A whole number. */
export const int = ({ min = -Infinity, max = Infinity }: { min?: number; max?: number } = {}): Arg<number> =>
  arg((text) => {
    const value = Number(text)
    if (!/^[+-]?\d+$/.test(text) || value < min || value > max) throw new ArgError(`must be ${range(min, max)}`)
    return value
  })

/** One of a few words. */
export const choice = <const T extends string>(...words: readonly T[]): Arg<T> => ({
  ...arg((text) => {
    const found = words.find((known) => known.toLowerCase() === text.toLowerCase())
    if (found === undefined) throw new ArgError(`must be one of ${words.join(', ')}`)
    return found
  }),
  label: words.join('|'),
})

const spans = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A time such as `90s`, `10m`, `2h` or `1d`, in milliseconds. */
export const duration = (): Arg<number> =>
  arg((text) => {
    const [, count, unit] = /^(\d{1,6})([smhd])$/i.exec(text) ?? []
    if (count === undefined || unit === undefined) throw new ArgError('must be a time such as 90s, 10m, 2h or 1d')
    return Number(count) * spans[unit.toLowerCase() as keyof typeof spans]
  })

/** An argument that may be left out. */
export function optional<T>(inner: Arg<T>): Arg<T | undefined>
export function optional<T>(inner: Arg<T>, fallback: T): Arg<T>
export function optional<T>(inner: Arg<T>, fallback?: T): Arg<T | undefined> {
  return { ...inner, optional: true, read: (text) => (text === undefined ? fallback : inner.read(text)) }
}

/** What follows a command's name, as its clients show it: `<sides> [times]`. */
export function usageOf(args: Args): string {
  return Object.entries(args)
    .map(([name, { label = name, optional: may, rest: all }]) => {
      const shown = all ? `${label}…` : label
      return may ? `[${shown}]` : `<${shown}>`
    })
    .join(' ')
}

/** @throws {ArgError} which says what is wrong with which argument */
export function parseArgs<A extends Args>(args: A, text: string): Parsed<A> {
  const parsed: Record<string, unknown> = {}
  let left = text.trim()
  for (const [name, one] of Object.entries(args)) {
    const [taken, remaining] = one.rest ? [left || undefined, ''] : nextWord(left)
    left = remaining
    parsed[name] = readOne(name, one, taken)
  }
  if (left !== '') throw new ArgError(`"${left}" is too much`)
  return parsed as Parsed<A>
}

function readOne(name: string, one: Arg<unknown>, text: string | undefined): unknown {
  if (text === undefined && !one.optional) throw new ArgError(`${name} is missing`)
  try {
    return one.read(text)
  } catch (error) {
    throw error instanceof ArgError ? new ArgError(`${name} ${error.message}`) : error
  }
}

function nextWord(text: string): [string | undefined, string] {
  const [whole, quoted, plain] = /^(?:"([^"]*)"|(\S+))\s*/.exec(text) ?? []
  return whole === undefined ? [undefined, ''] : [quoted ?? plain, text.slice(whole.length)]
}

function arg<T>(read: (text: string) => T): Arg<T> {
  return { rest: false, optional: false, read: (text = '') => read(text) }
}

function range(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return 'a whole number'
  if (max === Infinity) return `a whole number from ${min}`
  return min === -Infinity ? `a whole number up to ${max}` : `a whole number from ${min} to ${max}`
}
