import type { LimitState } from './request-limits.ts'

/**
 * What an answer says of the limit that is nearest: names and values in turn.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function limitHeaders({ name, policy, remaining, resetMs }: LimitState): string[] {
  return ['ratelimit-policy', policy, 'ratelimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`]
}
