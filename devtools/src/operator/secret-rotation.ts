import type { SecretsApi } from '@bartab/sdk/client'
import type { SecretVersions } from '@bartab/sdk/schemas'

/** What a run has to do for a secret with two versions: end the turn that is under way, wait, or begin one. */
export type SecretStep = { do: 'rotate' } | { do: 'retire'; version: string; force: boolean }

export interface SecretPlan {
  step: SecretStep | undefined
  /** What the version before is still needed for. */
  waiting: SecretWait | undefined
}

export interface SecretWait {
  version: string
  /** Stored things that depend on it. */
  in_use?: number
  /** When it ends by itself. */
  until_ts?: number
}

/** Out of nothing but the versions as they stand, so that a run which was killed is taken up by the next. */
export function planSecret({ versions }: SecretVersions, force = false): SecretPlan {
  const before = versions.find(({ state }) => state === 'retiring')
  if (before === undefined) return { step: { do: 'rotate' }, waiting: undefined }
  const { version, in_use, until_ts } = before
  if (force || (until_ts === undefined && in_use === 0)) {
    return { step: { do: 'retire', version, force }, waiting: undefined }
  }
  const wait = { version, ...(in_use !== undefined && { in_use }), ...(until_ts !== undefined && { until_ts }) }
  return { step: undefined, waiting: wait }
}

export interface TurnedSecret {
  name: string
  active: string
  did: SecretStep['do'] | undefined
  retired: string | undefined
  waiting: SecretWait | undefined
}

type Secrets = Pick<SecretsApi, 'get' | 'rotate' | 'retire'>

/** Takes the one step that is due. Repeating it is safe. */
export async function turnSecret(secrets: Secrets, name: string, force: boolean): Promise<TurnedSecret> {
  const { step } = planSecret(await secrets.get(name), force)
  const after = await take(secrets, name, step)
  return {
    name,
    active: after.versions[0]?.version ?? '',
    did: step?.do,
    retired: step?.do === 'retire' ? step.version : undefined,
    waiting: planSecret(after).waiting,
  }
}

async function take(secrets: Secrets, name: string, step: SecretStep | undefined): Promise<SecretVersions> {
  if (step === undefined) return await secrets.get(name)
  return step.do === 'rotate' ? await secrets.rotate(name) : await secrets.retire(name, step.force)
}
