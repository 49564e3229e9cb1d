import { hash } from 'node:crypto'
import type { Caller } from './caller.ts'

/** What a token is remembered by. Made once for each request: it costs more than all else on the way of a known token. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'base64')
}

/** Tokens whose signature was checked already, by the hash of their text. Bounded; an entry never outlives `exp`. */
export class VerifiedTokens {
  readonly #callers = new Map<string, Caller>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: string, now: number): Caller | undefined {
    const caller = this.#callers.get(key)
    if (caller === undefined) return undefined
    this.#callers.delete(key)
    if (now >= caller.expiresAt) return undefined
    this.#callers.set(key, caller)
    return caller
  }

  add(key: string, caller: Caller): Caller {
    this.#callers.set(key, caller)
    if (this.#callers.size > this.#capacity) this.#callers.delete(this.#callers.keys().next().value as string)
    return caller
  }

  get size(): number {
    return this.#callers.size
  }
}
