import type { TurningSecret } from '@bartab/kit'
import type { SecretVersions } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'

/** How long the operator's old secret is taken beside the new one: long enough for a command that has read it. */
const overlapMs = 600_000

export interface OperatorSecretDeps {
  clock: () => number
  store: AuthStore
  operatorSecret: TurningSecret
}

/** A new secret for the client `operator`; it is nowhere but in its file. Doing it twice changes nothing. */
export async function rotateOperatorSecret(deps: OperatorSecretDeps, actor: Actor): Promise<SecretVersions> {
  const turned = await deps.operatorSecret.turn(deps.clock() + overlapMs)
  if (turned) note(deps, actor, 'secret.rotate')
  return deps.operatorSecret.describe()
}

/** Takes the old one no longer. */
export async function retireOperatorSecret(
  deps: OperatorSecretDeps,
  actor: Actor,
  force: boolean,
): Promise<SecretVersions> {
  await deps.operatorSecret.retire(force)
  note(deps, actor, 'secret.retire')
  return deps.operatorSecret.describe()
}

function note(deps: OperatorSecretDeps, actor: Actor, action: string): void {
  deps.store.transact(() => record(deps, actor, { action, target: 'operator' }))
}
