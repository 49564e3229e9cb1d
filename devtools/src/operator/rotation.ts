import type { SigningKeySummary } from '@bartab/sdk/schemas'

/** What a rotation of the signing key has still to do, in this order. Killed at any step, the next run goes on here. */
export type RotationStep =
  | { do: 'retire'; kid: string }
  | { do: 'create' }
  | { do: 'await-held'; kid: string | undefined }
  | { do: 'activate'; kid: string | undefined }

export interface RotationPlan {
  steps: RotationStep[]
  /** A rotation that is done but for the old key, and when that one can go. */
  waiting: { kid: string; due_ts: number } | undefined
}

/**
 * What to do, out of nothing but the keys as they stand. A key that is published and does not sign is taken up again;
 * while the last rotation's old key is still trusted, no further one begins.
 */
export function planRotation(keys: readonly SigningKeySummary[], now: number): RotationPlan {
  const retire = dueKeys(keys, now).map((kid): RotationStep => ({ do: 'retire', kid }))
  const standby = newest(keys.filter(({ state }) => state === 'standby'))
  const waiting = stillTrusted(keys, now)
  if (standby === undefined && waiting !== undefined) return { steps: retire, waiting }
  const create: RotationStep[] = standby === undefined ? [{ do: 'create' }] : []
  const kid = standby?.kid
  return { steps: [...retire, ...create, { do: 'await-held', kid }, { do: 'activate', kid }], waiting: undefined }
}

/** The keys that no token needs any more. */
export function dueKeys(keys: readonly SigningKeySummary[], now: number): string[] {
  return keys
    .filter(({ state, trusted_until_ts }) => state === 'retiring' && (trusted_until_ts ?? now) <= now)
    .map(({ kid }) => kid)
}

/** The retiring key that is needed the longest. */
export function stillTrusted(keys: readonly SigningKeySummary[], now: number): RotationPlan['waiting'] {
  const trusted = keys.filter(({ state, trusted_until_ts = 0 }) => state === 'retiring' && trusted_until_ts > now)
  const last = trusted.sort((a, b) => (b.trusted_until_ts ?? 0) - (a.trusted_until_ts ?? 0))[0]
  return last && { kid: last.kid, due_ts: last.trusted_until_ts ?? 0 }
}

const newest = (keys: readonly SigningKeySummary[]): SigningKeySummary | undefined =>
  keys.toSorted((a, b) => b.created_ts - a.created_ts)[0]

export function describeRotation(step: RotationStep): string {
  switch (step.do) {
    case 'retire':
      return `retire ${step.kid}: every token that it signed is dead`
    case 'create':
      return 'make a new key and publish it; it does not sign yet'
    case 'await-held':
      return `wait until every verifier holds ${step.kid ?? 'the new key'}`
    case 'activate':
      return `let ${step.kid ?? 'the new key'} sign; the key before it is trusted until its last token is dead`
    default:
      return step satisfies never
  }
}
