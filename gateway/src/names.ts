import type { TraceNames } from './stages/request-identity.ts'

const poolBytes = 4096

/** Names out of a pool of random bytes, since asking the system for a few at a time costs more than a request. */
export function randomNames(randomBytes: (size: number) => Buffer): TraceNames {
  let pool = ''
  const hex = (bytes: number): string => {
    if (pool.length < bytes * 2) pool = randomBytes(poolBytes).toString('hex')
    const taken = pool.slice(0, bytes * 2)
    pool = pool.slice(bytes * 2)
    return taken
  }
  return { hex, requestId: () => hex(12) }
}
