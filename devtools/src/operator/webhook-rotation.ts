import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { WebhooksApi } from '@bartab/sdk/client'
import type { Webhook } from '@bartab/sdk/schemas'
import { readJson, removeFile, writeJson } from '../state/json-file.ts'

/** The secrets that a run has chosen, kept (0600) until they have been shown: a run that is killed loses none. */
export class ChosenSecrets {
  readonly #file: string
  readonly #secrets: Record<string, string>

  constructor(folder: string) {
    this.#file = join(folder, 'webhook-secrets.json')
    this.#secrets = readJson<Record<string, string>>(this.#file) ?? {}
  }

  has(webhookId: string): boolean {
    return this.#secrets[webhookId] !== undefined
  }

  /** The secret chosen for a webhook; on disk before anybody else hears of it. */
  choose({ webhook_id, direction }: Webhook): string {
    const known = this.#secrets[webhook_id]
    if (known !== undefined) return known
    const fresh = (direction === 'outgoing' ? 'whsec_' : '') + randomBytes(30).toString('base64url')
    this.#secrets[webhook_id] = fresh
    writeJson(this.#file, this.#secrets)
    return fresh
  }

  /** They have been shown. */
  forget(): void {
    removeFile(this.#file)
  }
}

export interface WebhookPlan {
  turn: Webhook[]
  /** Those whose secret before is valid still, which no run of ours is in the middle of. */
  waiting: Webhook[]
}

export function planWebhooks(webhooks: readonly Webhook[], chosen: Pick<ChosenSecrets, 'has'>): WebhookPlan {
  const isUnderWay = ({ webhook_id, previous_until_ts }: Webhook) =>
    previous_until_ts !== undefined && !chosen.has(webhook_id)
  return {
    turn: webhooks.filter((hook) => !isUnderWay(hook)),
    waiting: webhooks.filter(isUnderWay),
  }
}

export interface WebhookRotationDeps {
  webhooks: Pick<WebhooksApi, 'rotateAny'>
  chosen: ChosenSecrets
  overlapMs: number | undefined
  onDone(hook: Webhook): void
}

/** A new secret for each; the answers are the only ones that carry it. */
export async function turnWebhooks(deps: WebhookRotationDeps, hooks: readonly Webhook[]): Promise<Webhook[]> {
  const turned: Webhook[] = []
  for (const hook of hooks) {
    const overlap = deps.overlapMs === undefined ? {} : { overlap_ms: deps.overlapMs }
    turned.push(await deps.webhooks.rotateAny(hook.webhook_id, { secret: deps.chosen.choose(hook), ...overlap }))
    deps.onDone(hook)
  }
  return turned
}
