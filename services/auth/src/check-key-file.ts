import { StartFailure } from '@bartab/kit'
import type { KeyRing } from './domain/key-ring.ts'

/** A wrong key file is found at the start, not at the first login. */
export async function checkKeyFile(keyRing: KeyRing): Promise<void> {
  try {
    await keyRing.current()
  } catch (cause) {
    const message =
      'The signing keys cannot be decrypted: signing-keys.key is not the one that this database was written with. Put it back from a backup.'
    throw new StartFailure(message, 78, { cause })
  }
}
