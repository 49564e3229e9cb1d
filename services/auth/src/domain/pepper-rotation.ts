import { Problem } from '@bartab/sdk/problems'
import type { SecretVersions } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import type { Pepper } from './password-hasher.ts'

/** Where the versions of the pepper are kept: the one in use, and the one before while a rotation is under way. */
export interface PepperBox {
  /** The one in use first. */
  versions(): readonly Pepper[]
  /** Whether the server may write the file. */
  readonly given: boolean
  /** Makes a new one and keeps the current as the one before; on disk when it settles. */
  rotate(): Promise<void>
  forgetPrevious(): Promise<void>
}

export interface PepperDeps {
  clock: () => number
  store: AuthStore
  pepper: PepperBox
}

/** The versions, and how many passwords depend on each. */
export function pepperVersions({ store, clock, pepper }: PepperDeps): SecretVersions {
  return {
    name: 'pepper',
    versions: pepper.versions().map(({ id }, index) => ({
      version: id,
      state: index === 0 ? 'active' : 'retiring',
      in_use: store.users.countPeppered(id),
    })),
    observed_ts: clock(),
  }
}

/** A new pepper for every password from now on; each old hash is made anew when its owner logs in. */
export async function rotatePepper(deps: PepperDeps, actor: Actor): Promise<SecretVersions> {
  if (deps.pepper.given) throw new Problem('SECRET_GIVEN')
  if (deps.pepper.versions().length > 1) return pepperVersions(deps)
  await deps.pepper.rotate()
  note(deps, actor, 'secret.rotate')
  return pepperVersions(deps)
}

/** Forgets the pepper before. Whoever has not logged in since needs a recovery link then. */
export async function retirePepper(deps: PepperDeps, actor: Actor, force: boolean): Promise<SecretVersions> {
  if (deps.pepper.given) throw new Problem('SECRET_GIVEN')
  const [, previous] = deps.pepper.versions()
  if (!previous) throw new Problem('SECRET_NOT_ROTATING')
  const inUse = deps.store.users.countPeppered(previous.id)
  if (inUse > 0 && !force)
    throw new Problem('SECRET_STILL_USED', { detail: `${inUse} passwords`, members: { in_use: inUse } })
  await deps.pepper.forgetPrevious()
  note(deps, actor, 'secret.retire')
  return pepperVersions(deps)
}

function note(deps: PepperDeps, actor: Actor, action: string): void {
  deps.store.transact(() => record(deps, actor, { action, target: 'pepper' }))
}
