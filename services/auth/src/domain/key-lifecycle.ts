import { Problem } from '@bartab/sdk/problems'
import type { AffectedByKey, RevokedKey } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { type RevokeDeps, revoke } from './revocation.ts'
import type { Session } from './session.ts'
import type { NewSigningKey, SigningKey } from './signing-key.ts'

export interface KeyDeps extends RevokeDeps {
  store: AuthStore
  keyRing: { generate(now: number): Promise<NewSigningKey> }
  tokenLifetimeMs: number
}

/** What a verifier's clock may differ by, and a token that was being signed in that moment. */
const leewayMs = 60_000

/** When the last token that the key may have signed is dead; for a key that signed once and does no longer. */
export function trustedUntil({ state, retiringTs, longestTokenMs }: SigningKey): number | undefined {
  return state === 'retiring' && retiringTs !== null ? retiringTs + longestTokenMs + leewayMs : undefined
}

/** Makes a key and publishes it; it does not sign yet. One that waits already is taken, so that a rotation can resume. */
export async function addKey(deps: KeyDeps, actor: Actor): Promise<{ key: SigningKey; made: boolean }> {
  const spare = await deps.keyRing.generate(deps.clock())
  return deps.store.transact(() => {
    const waiting = standbyKey(deps)
    if (waiting) return { key: waiting, made: false }
    deps.store.signingKeys.add(spare)
    record(deps, actor, { action: 'key.create', target: spare.kid })
    return { key: requireKey(deps, spare.kid), made: true }
  })
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
    deps.store.signingKeys.activate(kid, now, deps.tokenLifetimeMs)
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
    const affected = sessionsHolding(deps, key).length
    deps.store.signingKeys.retire(kid, now, true)
    if (key.state === 'active') promote(deps, spare, now)
    revoke(deps, 'kid', kid)
    record(deps, actor, { action: 'key.revoke', target: kid })
    return {
      kid,
      active_kid: deps.store.signingKeys.active()?.kid ?? '',
      sessions_affected: affected,
    }
  })
}

/** Whose tokens the key has signed that are alive: what its revocation would refuse. */
export function affectedBy(deps: KeyDeps, kid: string): AffectedByKey {
  const key = requireKey(deps, kid)
  const sessions = sessionsHolding(deps, key)
  const users = Map.groupBy(sessions, ({ userId }) => userId)
  return {
    kid,
    state: key.state,
    sessions: sessions.length,
    users: [...users].map(([userId, held]) => ({
      user_id: userId,
      username: deps.store.users.get(userId)?.username ?? '',
      sessions: held.length,
    })),
    bots: botsHolding(deps, key),
  }
}

/** The first key of a new database, which signs at once. */
export async function ensureActiveKey(deps: KeyDeps): Promise<void> {
  if (deps.store.signingKeys.active()) return
  const { key } = await addKey(deps, { userId: 'system', address: '' })
  activateKey(deps, { userId: 'system', address: '' }, key.kid)
}

function promote(deps: KeyDeps, spare: NewSigningKey, now: number): void {
  const standby = standbyKey(deps)
  if (!standby) deps.store.signingKeys.add(spare)
  deps.store.signingKeys.activate((standby ?? spare).kid, now, deps.tokenLifetimeMs)
}

function standbyKey({ store }: KeyDeps): SigningKey | undefined {
  return store.signingKeys.all().find(({ state }) => state === 'standby')
}

// a session has a new token at each use
function sessionsHolding(deps: KeyDeps, key: SigningKey): Session[] {
  const time = signingTime(deps, key)
  return time ? deps.store.sessions.liveUsedBetween(time.from, time.to, deps.clock()) : []
}

function botsHolding(deps: KeyDeps, key: SigningKey): string[] {
  const time = signingTime(deps, key)
  if (!time) return []
  const asked = ({ lastUsedTs }: { lastUsedTs: number | null }) =>
    lastUsedTs !== null && lastUsedTs >= time.from && lastUsedTs <= time.to
  const bots = deps.store.clients.bots()
  return bots.filter(({ clientId }) => deps.store.clients.secretsOf(clientId).some(asked)).map(({ name }) => name)
}

/** When the key signed tokens that are still alive. */
function signingTime(deps: KeyDeps, key: SigningKey): { from: number; to: number } | undefined {
  if (key.activatedTs === null || key.state === 'retired') return undefined
  const now = deps.clock()
  return { from: Math.max(key.activatedTs, now - key.longestTokenMs), to: key.retiringTs ?? now }
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
