/** What the client takes from the world it runs in; tests hand in their own. */
export interface Surroundings {
  fetch: typeof globalThis.fetch
  /** Milliseconds since the epoch. */
  clock: () => number
  /** A number from 0 up to 1, for jitter. */
  random: () => number
  /** Waits, and rejects with the signal's reason once it is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** A new id for one write: 32 hexadecimal digits. */
  newId: () => string
}

/** The real clock, network and randomness; `over` replaces what it names. */
export function surroundings(over: Partial<Surroundings> = {}): Surroundings {
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    clock: () => Date.now(),
    random: () => Math.random(),
    sleep,
    newId,
    ...over,
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (signal?.aborted) return Promise.reject(signal.reason)
  const timer = setTimeout(finish, ms)
  signal?.addEventListener('abort', abort, { once: true })
  function finish() {
    signal?.removeEventListener('abort', abort)
    resolve()
  }
  function abort() {
    clearTimeout(timer)
    reject(signal?.reason)
  }
  return promise
}

// crypto.randomUUID is missing on plain http, which is how a server on the local network is reached.
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
