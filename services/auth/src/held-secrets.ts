import type { TurningSecret } from '@bartab/kit'
import type { AuthConfig } from './config.ts'
import { deriveKey, type SecretFolder } from './secrets.ts'

/** The secrets of the process, in the form in which they are used. */
export interface HeldSecrets {
  /** Encrypts the signing keys at rest. */
  signingKeysKey: Buffer
  /** Derives a refresh token from the one before. */
  refreshChainKey: Buffer
  /** Seals the shared secrets of second factors, and goes into the hashes of backup codes. */
  factorKey: Buffer
  pepper: TurningSecret
  /** The secret of the client `operator`. */
  operatorSecret: TurningSecret
}

/** Reads the secrets. On a first start they are made; later, those that the database depends on must be there. */
export async function holdSecrets(
  config: AuthConfig,
  folder: SecretFolder,
  firstStart: boolean,
  clock: () => number,
): Promise<HeldSecrets> {
  const obtain = (name: string) => (firstStart ? folder.ensure(name) : folder.require(name))
  const master = config.signingKeysKey ?? (await obtain('signing-keys.key'))
  return {
    signingKeysKey: deriveKey(master, 'signing keys'),
    refreshChainKey: deriveKey(master, 'refresh chain'),
    factorKey: deriveKey(master, 'second factors'),
    pepper: folder.turning('pepper', config.pepper ?? (await obtain('pepper')), config.pepper !== undefined, clock),
    operatorSecret: folder.turning(
      'operator',
      config.operatorSecret ?? (await folder.ensure('operator')),
      config.operatorSecret !== undefined,
      clock,
    ),
  }
}
