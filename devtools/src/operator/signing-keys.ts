import { CliFailure } from '@bartab/kit/cli'
import { Problem } from '@bartab/sdk/problems'
import type { SigningKeySummary } from '@bartab/sdk/schemas'
import { spanText } from '../cli/time-text.ts'

/** A signing key as `status --json` has it. */
export interface KeyAge {
  kid: string
  state: string
  age_s: number
}

/** The keys that are in use, as auth lists them; null where auth cannot be asked. */
export async function signingKeys(
  list: () => Promise<{ keys: readonly SigningKeySummary[] }>,
  now: number,
): Promise<KeyAge[] | null> {
  try {
    const inUse = (await list()).keys.filter(({ state }) => state !== 'retired')
    return inUse.map(({ kid, state, created_ts }) => ({ kid, state, age_s: Math.floor((now - created_ts) / 1000) }))
  } catch (error) {
    if (error instanceof Problem || error instanceof CliFailure) return null
    throw error
  }
}

/** The keys in one line for people. */
export function keysLine(keys: readonly KeyAge[] | null): string {
  if (keys === null) return 'signing keys: auth does not say'
  const each = keys.map(({ kid, state, age_s }) => `${kid} ${state} ${spanText(age_s * 1000)}`)
  return `signing keys: ${each.join(', ') || 'none'}`
}
