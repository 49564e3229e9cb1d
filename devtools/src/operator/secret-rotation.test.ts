import type { SecretVersions } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { planSecret, turnSecret } from './secret-rotation.ts'

/** A service's secret by the rules of the real one. */
class ScriptedSecret {
  readonly log: string[] = []
  versions: SecretVersions['versions'] = [{ version: 'v1', state: 'active' }]
  readonly #before: Partial<SecretVersions['versions'][0]>

  constructor(before: Partial<SecretVersions['versions'][0]>) {
    this.#before = before
  }

  readonly api = {
    get: async (name: string) => this.#show(name),
    rotate: async (name: string) => {
      this.log.push('rotate')
      const [active] = this.versions
      if (active && this.versions.length === 1) {
        this.versions = [
          { version: `v${Number(active.version.slice(1)) + 1}`, state: 'active' },
          { ...active, ...this.#before, state: 'retiring' },
        ]
      }
      return this.#show(name)
    },
    retire: async (name: string, force = false) => {
      this.log.push(force ? 'retire by force' : 'retire')
      this.versions = this.versions.slice(0, 1)
      return this.#show(name)
    },
  }

  #show(name: string): SecretVersions {
    return { name, versions: structuredClone(this.versions), observed_ts: 0 }
  }
}

describe('the rotation of a secret', () => {
  it('begins where one version is valid, and says what the old one is needed for', async () => {
    const pepper = new ScriptedSecret({ in_use: 2 })
    expect(await turnSecret(pepper.api, 'pepper', false)).toMatchObject({
      active: 'v2',
      did: 'rotate',
      waiting: { version: 'v1', in_use: 2 },
    })
  })

  it('does nothing while the old version is needed', async () => {
    const pepper = new ScriptedSecret({ in_use: 2 })
    const links = new ScriptedSecret({ until_ts: 9 })
    for (const secret of [pepper, links]) {
      await turnSecret(secret.api, 'x', false)
      expect(await turnSecret(secret.api, 'x', false)).toMatchObject({ active: 'v2', did: undefined })
      expect(secret.log).toEqual(['rotate'])
    }
  })

  it('retires the old version once nothing stored depends on it, and begins no further one in that run', async () => {
    const pepper = new ScriptedSecret({ in_use: 0 })
    await turnSecret(pepper.api, 'pepper', false)
    expect(await turnSecret(pepper.api, 'pepper', false)).toMatchObject({ did: 'retire', retired: 'v1', active: 'v2' })
    expect(pepper.log).toEqual(['rotate', 'retire'])
  })

  it('retires it earlier where that is forced', async () => {
    const links = new ScriptedSecret({ until_ts: 9 })
    await turnSecret(links.api, 'media-links', false)
    expect(await turnSecret(links.api, 'media-links', true)).toMatchObject({ retired: 'v1', waiting: undefined })
    expect(links.log).toEqual(['rotate', 'retire by force'])
  })

  it('goes on where a run was killed after the server had done its part', async () => {
    const pepper = new ScriptedSecret({ in_use: 1 })
    const killed = {
      ...pepper.api,
      rotate: (name: string) => pepper.api.rotate(name).then(() => Promise.reject('killed')),
    }
    await expect(turnSecret(killed, 'pepper', false)).rejects.toBe('killed')
    expect(await turnSecret(pepper.api, 'pepper', false)).toMatchObject({ active: 'v2', waiting: { version: 'v1' } })
    expect(pepper.log).toEqual(['rotate'])
  })

  it('forces nothing where nothing turns', () => {
    const versions = [{ version: 'v1', state: 'active' as const }]
    expect(planSecret({ name: 'x', versions, observed_ts: 0 }, true).step).toEqual({ do: 'rotate' })
  })
})
