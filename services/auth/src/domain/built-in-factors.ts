import { backupCodeFactor } from './backup-codes.ts'
import type { SecondFactor } from './second-factor.ts'
import { type TotpDeps, totpFactor } from './totp-factor.ts'

/** The second factors that there are. Passkeys will be a third. */
export function builtInFactors(deps: Pick<TotpDeps, 'clock' | 'store' | 'factorKey'>): readonly SecondFactor[] {
  return [totpFactor(deps), backupCodeFactor(deps)]
}
