import type { SigningKeySummary } from '@bartab/sdk/schemas'
import type { RotationDeps } from './rotate-keys.ts'

const trustMs = 660_000

/** Auth's keys in memory, by the rules of the real one, with a log of what was changed. */
export class ScriptedKeys {
  now = 1_000_000
  readonly log: string[] = []
  keys: SigningKeySummary[] = [{ kid: 'old', state: 'active', created_ts: 1, activated_ts: 1 }]
  #made = 0

  readonly api: RotationDeps['keys'] = {
    list: async () => ({ keys: structuredClone(this.keys) }),
    create: async () => {
      this.#made += 1
      const key: SigningKeySummary = { kid: `new-${this.#made}`, state: 'standby', created_ts: this.now }
      this.keys.unshift(key)
      return this.#done('create', key)
    },
    activate: async (kid) => {
      const key = this.#find(kid)
      const before = this.keys.find(({ state }) => state === 'active')
      if (before && before !== key) Object.assign(before, { state: 'retiring', trusted_until_ts: this.now + trustMs })
      key.state = 'active'
      return this.#done('activate', key)
    },
    retire: async (kid) => {
      const key = this.#find(kid)
      if ((key.trusted_until_ts ?? 0) > this.now) throw new Error('KEY_STILL_TRUSTED')
      key.state = 'retired'
      return this.#done('retire', key)
    },
  }

  state(kid: string): string {
    return this.#find(kid).state
  }

  #find(kid: string): SigningKeySummary {
    const key = this.keys.find((known) => known.kid === kid)
    if (key === undefined) throw new Error(`no key ${kid}`)
    return key
  }

  #done(what: string, key: SigningKeySummary): SigningKeySummary {
    this.log.push(`${what} ${key.kid}`)
    return structuredClone(key)
  }
}
