/** What an application may ask to know about a person (OpenID Connect); beside what it may do, see `scopes` of the SDK. */
export const identityScopes = ['openid', 'profile', 'offline_access'] as const

const known: ReadonlySet<string> = new Set(identityScopes)

export function isIdentityScope(scope: string): boolean {
  return known.has(scope)
}
