import { describe, expect, it } from 'vitest'
import type { ObservedService } from '../plan/observed.ts'
import { awaitHeld } from './held-keys.ts'

const service = (name: string, state: ObservedService['state'] = 'running'): ObservedService => ({
  name,
  role: 'server',
  handle: name,
  state,
  health: 'ready',
  hash: '',
  networks: [],
  restarts: 0,
})

/** Verifiers that hold the key once they were asked so many times; `never` for those that do not get it. */
function driverOf(
  askings: Record<string, number>,
  services: ObservedService[] = Object.keys(askings).map((name) => service(name)),
) {
  const asked = new Map<string, number>()
  return {
    observe: async () => ({ networks: [], volumes: [], images: new Map(), services }),
    internal: async (name: string) => {
      asked.set(name, (asked.get(name) ?? 0) + 1)
      const holds = (asked.get(name) ?? 0) > (askings[name] ?? 0)
      return { status: 200, body: JSON.stringify({ keys: holds ? [{ kid: 'k' }] : [], fetched_ts: 1 }) }
    },
  }
}

const watch = { stackName: 'bartab', clock: () => 0, signal: AbortSignal.timeout(60_000) }

describe('the wait for a key', () => {
  it('ends when the last verifier holds it', async () => {
    const held: string[] = []
    const driver = driverOf({ gateway: 1, auth: 0, chat: 0 })
    await awaitHeld({ ...watch, driver, onHeld: (name) => held.push(name) }, 'k')
    expect(held).toEqual(['auth', 'chat', 'gateway'])
  })

  it('does not wait for a server that is stopped: it fetches all keys when it starts', async () => {
    const driver = driverOf({ auth: 0, media: 99 }, [service('auth'), service('media', 'stopped')])
    expect(await awaitHeld({ ...watch, driver }, 'k')).toEqual(['auth'])
  })

  it('names who lacks the key when the patience is over', async () => {
    const driver = driverOf({ auth: 0, chat: 99 })
    await expect(awaitHeld({ ...watch, driver, patienceMs: 0 }, 'k')).rejects.toMatchObject({
      code: 'KEY_NOT_HELD',
      exitCode: 124,
      evidence: ['chat lacks k', 'the old key signs on'],
    })
  })
})
