import { Encrypter } from 'age-encryption'
import { BackupFault } from '../backup-fault.ts'

const recipientFix =
  'give a public key as age-keygen prints it: --recipient age1…, or backups.recipients in bartab.yaml'

/** @throws {BackupFault} RECIPIENT_INVALID */
export function ageEncrypter(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient)
    } catch (error) {
      const evidence = `${recipient}: ${(error as Error).message}`
      throw new BackupFault('RECIPIENT_INVALID', 'a recipient is not an age public key', evidence, recipientFix)
    }
  }
  return encrypter
}
