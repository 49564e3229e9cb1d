import { Problem } from '@bartab/sdk/problems'
import type { RoleBody, RoleSummary } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { type RevokeDeps, revoke } from './revocation.ts'
import type { Role } from './role.ts'

export interface RoleDeps extends RevokeDeps {
  store: AuthStore
}

/** Makes a role of scopes, or changes one; those who have it get new access tokens. */
export function putRole(
  deps: RoleDeps,
  actor: Actor,
  scopes: ReadonlySet<string>,
  name: string,
  input: RoleBody,
): RoleSummary {
  const beyond = input.scopes.filter((scope) => !scopes.has(scope))
  if (beyond.length > 0) throw new Problem('ROLE_BEYOND_YOURS', { detail: `you lack ${beyond.join(', ')}` })
  return deps.store.transact(() => {
    refuseBuiltIn(deps.store.roles.get(name))
    deps.store.roles.put(name, input.scopes)
    for (const userId of deps.store.users.idsOfRole(name)) revoke(deps, 'sub', userId)
    record(deps, actor, { action: 'role.change', target: name, detail: { scopes: input.scopes } })
    return { name, scopes: input.scopes, built_in: false }
  })
}

/** Removes a role that nobody has, and that no open invite gives. */
export function removeRole(deps: RoleDeps, actor: Actor, name: string): void {
  deps.store.transact(() => {
    const role = deps.store.roles.get(name)
    if (!role) throw new Problem('ROLE_NOT_FOUND')
    refuseBuiltIn(role)
    const holders = deps.store.users.idsOfRole(name).length
    const invites = deps.store.invites.countOpen(name, deps.clock())
    if (holders + invites > 0) {
      throw new Problem('ROLE_IN_USE', { detail: `${holders} accounts have it, ${invites} open invites give it` })
    }
    deps.store.roles.remove(name, deps.clock())
    record(deps, actor, { action: 'role.remove', target: name })
  })
}

export function summariseRole({ name, scopes, builtIn }: Role): RoleSummary {
  return { name, scopes, built_in: builtIn }
}

function refuseBuiltIn(role: Role | undefined): void {
  if (role?.builtIn) throw new Problem('ROLE_BUILT_IN')
}
