import { Problem } from '@bartab/sdk/problems'

export interface Role {
  name: string
  scopes: string[]
  builtIn: boolean
}

export interface Roles {
  get(name: string): Role | undefined
  all(): Role[]
  /** Makes it, or gives it other scopes. */
  put(name: string, scopes: string[]): void
  remove(name: string, now: number): void
}

/** Ownership comes from bootstrap alone, and `bot` from making a bot. */
const notGrantable = new Set(['owner', 'bot'])

/** The role that is to be given to somebody: it exists, may be given, and allows nothing that the giver may not do. */
export function grantableRole(roles: Roles, giverScopes: ReadonlySet<string>, name: string): Role {
  const role = roles.get(name)
  if (!role || notGrantable.has(name)) throw new Problem('ROLE_UNKNOWN', { detail: grantableNames(roles) })
  const beyond = role.scopes.filter((scope) => !giverScopes.has(scope))
  if (beyond.length > 0) throw new Problem('ROLE_BEYOND_YOURS', { detail: `you lack ${beyond.join(', ')}` })
  return role
}

function grantableNames(roles: Roles): string {
  const names = roles.all().map((role) => role.name)
  return `can be given: ${names.filter((name) => !notGrantable.has(name)).join(', ')}`
}
