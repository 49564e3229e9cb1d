import { addressBlock } from './address-block.ts'
import { type Limit, type LimitDeps, takeFrom } from './limit.ts'
import { secretHash } from './secret-text.ts'
import { foldUsername } from './username.ts'

const second = 1_000
const minute = 60 * second

/** How often a thing may be tried: so many at once, then one in each interval. They are kept in the database. */
const limits = {
  /** Wrong passwords for one account from one address. */
  login: { burst: 10, intervalMs: 30 * second },
  'login-account': { burst: 60, intervalMs: 10 * second },
  'login-address': { burst: 60, intervalMs: 2 * second },
  /** A whole class may register from one address, and a whole club with one invite. */
  'register-address': { burst: 60, intervalMs: 5 * second },
  'register-invite': { burst: 200, intervalMs: second },
  'bootstrap-address': { burst: 10, intervalMs: 30 * second },
  'invite-account': { burst: 120, intervalMs: 5 * second },
  'invite-address': { burst: 240, intervalMs: 2 * second },
  /** Codes of six digits: past the burst, guessing for a year finds one with a chance of one in four. */
  'mfa-account': { burst: 10, intervalMs: 5 * minute },
  'mfa-address': { burst: 60, intervalMs: 10 * second },
  /** A session refreshes every ten minutes, a bot asks as often; restarts in a row are allowed for. */
  'token-account': { burst: 60, intervalMs: second },
  'token-address': { burst: 1_200, intervalMs: 50 },
  'authorize-address': { burst: 60, intervalMs: 2 * second },
  'recover-address': { burst: 20, intervalMs: 30 * second },
} as const satisfies Record<string, Limit>

type LimitName = keyof typeof limits

function take(deps: LimitDeps, name: LimitName, key: string): void {
  takeFrom(deps, `${name}:${key}`, limits[name])
}

/** Counts a password that is about to be checked. Give the answer to `forgetLogins` when it was right. */
export function admitLogin(deps: LimitDeps, username: string, address: string): string {
  // names are hashed, so that what people type by mistake into the name field is not kept
  const account = keyOf(foldUsername(username))
  const pair = `${account}:${addressBlock(address)}`
  take(deps, 'login', pair)
  take(deps, 'login-account', account)
  take(deps, 'login-address', addressBlock(address))
  return pair
}

export function forgetLogins({ store }: LimitDeps, pair: string): void {
  store.limits.empty(`login:${pair}`)
}

export function admitRegistration(deps: LimitDeps, invite: string, address: string): void {
  take(deps, 'register-address', addressBlock(address))
  take(deps, 'register-invite', keyOf(invite))
}

export function admitBootstrap(deps: LimitDeps, address: string): void {
  take(deps, 'bootstrap-address', addressBlock(address))
}

export function admitInvite(deps: LimitDeps, userId: string, address: string): void {
  take(deps, 'invite-account', userId)
  take(deps, 'invite-address', addressBlock(address))
}

/** Counts a second factor that is about to be checked, by whatever method and for whatever it is asked. */
export function admitSecondFactor(deps: LimitDeps, userId: string, address: string): void {
  take(deps, 'mfa-account', userId)
  take(deps, 'mfa-address', addressBlock(address))
}

export function forgetSecondFactors({ store }: LimitDeps, userId: string): void {
  store.limits.empty(`mfa-account:${userId}`)
}

/** Counts a call of the token endpoint: by the session that refreshes, or the client that asks. */
export function admitTokenCall(deps: LimitDeps, account: string, address: string): void {
  take(deps, 'token-account', keyOf(account))
  take(deps, 'token-address', addressBlock(address))
}

export function admitAuthorize(deps: LimitDeps, address: string): void {
  take(deps, 'authorize-address', addressBlock(address))
}

export function admitRecovery(deps: LimitDeps, address: string): void {
  take(deps, 'recover-address', addressBlock(address))
}

const keyOf = (text: string) => secretHash(text).toString('base64url')
