import { Problem } from '@bartab/sdk/problems'
import type { RevokedKey } from '@bartab/sdk/schemas'
import { accessTokenLifetimeMs } from './access-token.ts'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { type RevokeDeps, revoke } from './revocation.ts'
import type { SigningKey } from './signing-key.ts'

export interface KeyDeps extends RevokeDeps {
  store: AuthStore
  keyRing: { generate(now: number): Promise<SigningKey> }
}

/** What a verifier's clock may differ by, and a token that was being signed in that moment. */
const leewayMs = 60_000

/** When the last token that the key may have signed is dead; for a key that signed once and does no longer. */
export function trustedUntil({ state, retiringTs }: SigningKey): number | undefined {
  return state === 'retiring' && retiringTs !== null ? retiringTs + accessTokenLifetimeMs + leewayMs : undefined
}

/** Makes a key and publishes it; it does not sign yet. */
export async function addKey(deps: KeyDeps, actor: Actor): Promise<SigningKey> {
  const key = await deps.keyRing.generate(deps.clock())
  deps.store.transact(() => {
    deps.store.signingKeys.add(key)
    record(deps, actor, { action: 'key.create', target: key.kid })
  })
  return key
}

/** Lets a published key sign, and the one that signed so far retire. Doing it twice changes nothing. */
export function activateKey(deps: KeyDeps, actor: Actor, kid: string): SigningKey {
  return deps.store.transact(() => {
    const key = requireKey(deps, kid)
    if (key.state === 'active') return key
    requireState(key, 'standby')
    const now = deps.clock()
    const before = deps.store.signingKeys.active()
    if (before) deps.store.signingKeys.startRetiring(before.kid, now)
    deps.store.signingKeys.activate(kid, now)
    record(deps, actor, { action: 'key.activate', target: kid })
    return requireKey(deps, kid)
  })
}

/** Stops trusting a key, once no token that it signed can be alive; one that never signed may go at once. */
export function retireKey(deps: KeyDeps, actor: Actor, kid: string): SigningKey {
  return deps.store.transact(() => {
    const key = requireKey(deps, kid)
    if (key.state === 'retired') return key
    if (key.state !== 'standby') requireUntrusted(deps, key)
    deps.store.signingKeys.retire(kid, deps.clock(), false)
    record(deps, actor, { action: 'key.retire', target: kid })
    return requireKey(deps, kid)
  })
}

/**
 * The emergency path: whatever the key signed is worthless from now on. If it was the one that signs, the newest
 * published key takes over, or a new one. Sessions live on; each must fetch a new access token.
 */
export async function revokeKey(deps: KeyDeps, actor: Actor, kid: string): Promise<RevokedKey> {
  requireKey(deps, kid)
  const spare = await deps.keyRing.generate(deps.clock())
  return deps.store.transact(() => {
    const key = requireKey(deps, kid)
    if (key.state === 'retired') throw wrongState(key)
    const now = deps.clock()
    deps.store.signingKeys.retire(kid, now, true)
    if (key.state === 'active') promote(deps, spare, now)
    revoke(deps, 'kid', kid)
    record(deps, actor, { action: 'key.revoke', target: kid })
    return {
      kid,
      active_kid: deps.store.signingKeys.active()?.kid ?? '',
      sessions_affected: key.state === 'standby' ? 0 : deps.store.sessions.countLive(now),
    }
  })
}

/** The first key of a new database, which signs at once. */
export async function ensureActiveKey(deps: KeyDeps): Promise<void> {
  if (deps.store.signingKeys.active()) return
  const key = await addKey(deps, { userId: 'system', address: '' })
  activateKey(deps, { userId: 'system', address: '' }, key.kid)
}

function promote({ store }: KeyDeps, spare: SigningKey, now: number): void {
  const standby = store.signingKeys.all().find((key) => key.state === 'standby')
  if (!standby) store.signingKeys.add(spare)
  store.signingKeys.activate((standby ?? spare).kid, now)
}

function requireKey(deps: KeyDeps, kid: string): SigningKey {
  const key = deps.store.signingKeys.get(kid)
  if (!key) throw new Problem('KEY_NOT_FOUND')
  return key
}

function requireState(key: SigningKey, state: SigningKey['state']): void {
  if (key.state !== state) throw wrongState(key)
}

function requireUntrusted(deps: KeyDeps, key: SigningKey): void {
  const until = trustedUntil(key)
  if (until === undefined) throw wrongState(key)
  const waitMs = until - deps.clock()
  if (waitMs <= 0) return
  throw new Problem('KEY_STILL_TRUSTED', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } })
}

function wrongState(key: SigningKey): Problem {
  return new Problem('KEY_STATE_WRONG', { detail: `it is ${key.state}` })
}
