import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Webhook } from '@bartab/sdk/schemas'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChosenSecrets, planWebhooks, turnWebhooks } from './webhook-rotation.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-webhooks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const hook = (webhook_id: string, more: Partial<Webhook> = {}): Webhook =>
  ({ webhook_id, direction: 'incoming', name: webhook_id, ...more }) as Webhook

/** Chat's webhooks by the rules of the real ones: a call with the secret in use changes nothing. */
class ScriptedHooks {
  readonly secrets = new Map<string, string[]>()

  readonly api = {
    rotateAny: async (id: string, { secret }: { secret: string }): Promise<Webhook> => {
      const [current, ...before] = this.secrets.get(id) ?? ['first']
      if (current !== secret && before.length > 0) throw new Error('WEBHOOK_ROTATING')
      if (current !== secret) this.secrets.set(id, [secret, String(current)])
      return hook(id, { url: `http://x/${secret}`, previous_until_ts: 9 })
    },
  }
}

const run = (hooks: ScriptedHooks, list: Webhook[], onDone: (hook: Webhook) => void = () => undefined) => {
  const chosen = new ChosenSecrets(folder)
  const { turn } = planWebhooks(list, chosen)
  return turnWebhooks({ webhooks: hooks.api, chosen, overlapMs: undefined, onDone }, turn)
}

describe('the rotation of webhooks', () => {
  it('gives each a secret of its own, and the answers carry it', async () => {
    const hooks = new ScriptedHooks()
    const turned = await run(hooks, [hook('one'), hook('two', { direction: 'outgoing' })])
    expect(turned.map(({ url }) => url)).toEqual(['one', 'two'].map((id) => `http://x/${hooks.secrets.get(id)?.[0]}`))
    expect(hooks.secrets.get('two')?.[0]).toMatch(/^whsec_/)
    expect(hooks.secrets.get('one')?.[0]).not.toBe(hooks.secrets.get('two')?.[0])
  })

  it('killed half-way, goes on with the same secrets, so that none is lost', async () => {
    const hooks = new ScriptedHooks()
    const kill = () => {
      throw new Error('killed')
    }
    await expect(run(hooks, [hook('one'), hook('two')], kill)).rejects.toThrow('killed')
    const first = hooks.secrets.get('one')
    const after = [hook('one', { previous_until_ts: 9 }), hook('two')]
    const turned = await run(hooks, after)
    expect(turned.map(({ webhook_id }) => webhook_id)).toEqual(['one', 'two'])
    expect(hooks.secrets.get('one')).toEqual(first)
    expect(turned[0]?.url).toBe(`http://x/${first?.[0]}`)
  })

  it('leaves those alone whose secret before is still valid', () => {
    const list = [hook('one', { previous_until_ts: 9 }), hook('two')]
    const { turn, waiting } = planWebhooks(list, new ChosenSecrets(folder))
    expect(turn.map(({ webhook_id }) => webhook_id)).toEqual(['two'])
    expect(waiting.map(({ webhook_id }) => webhook_id)).toEqual(['one'])
  })

  it('keeps what it has chosen from other eyes, and forgets it once it was shown', () => {
    const chosen = new ChosenSecrets(folder)
    const secret = chosen.choose(hook('one'))
    const [file = ''] = readdirSync(folder)
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    expect(new ChosenSecrets(folder).choose(hook('one'))).toBe(secret)
    chosen.forget()
    expect(readdirSync(folder)).toEqual([])
  })
})
