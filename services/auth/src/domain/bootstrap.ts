import { Problem } from '@bartab/sdk/problems'
import type { BootstrapBody } from '@bartab/sdk/schemas'
import { record } from './audit-trail.ts'
import { admitBootstrap } from './call-limits.ts'
import { webClientId } from './client.ts'
import { admit, type NewPersonDeps, prepareNewcomer } from './new-person.ts'
import { type OpenedSession, openSession, type SessionDeps } from './open-session.ts'
import { matchesHash } from './secret-text.ts'

export interface BootstrapDeps extends NewPersonDeps, SessionDeps {
  store: SessionDeps['store']
  /** SHA-256 of the one-time owner token; undefined once there is an owner. */
  ownerTokenHash: () => Buffer | undefined
}

/** Makes the owner: with the one-time token, on a server that has none. */
export async function bootstrap(deps: BootstrapDeps, address: string, input: BootstrapBody): Promise<OpenedSession> {
  deps.store.transact(() => admitBootstrap(deps, address))
  requireNoOwner(deps)
  const hash = deps.ownerTokenHash()
  if (!hash || !matchesHash(input.token, hash)) throw new Problem('OWNER_TOKEN_INVALID')
  const newcomer = await prepareNewcomer(deps, input)
  return deps.store.transact(() => {
    requireNoOwner(deps)
    const owner = admit(deps, newcomer, 'owner')
    deps.store.bootstrap.set(owner.userId, deps.clock())
    record(deps, { userId: owner.userId, address }, { action: 'server.bootstrap', target: owner.userId })
    return openSession(deps, owner, { clientId: webClientId, address, amr: ['pwd'] })
  })
}

function requireNoOwner(deps: BootstrapDeps): void {
  if (deps.store.bootstrap.ownerId() !== undefined) throw new Problem('ALREADY_BOOTSTRAPPED')
}
