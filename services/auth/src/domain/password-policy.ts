import { Problem } from '@bartab/sdk/problems'
import { foldUsername } from './username.ts'

const minCharacters = 8
const maxCharacters = 1024

/** The head of every list of leaked passwords, those of eight characters and more. */
const wellKnown = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd 12345678 123456789 1234567890 0123456789 87654321
  987654321 11111111 00000000 88888888 12341234 12121212 11223344 123123123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qwertyui
  qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 abcd1234 abc12345 abcdefgh a1b2c3d4 aa123456
  iloveyou iloveyou1 letmein1 letmein123 welcome1 welcome123 sunshine princess football baseball superman batman123
  trustno1 starwars computer internet whatever administrator admin123 admin1234 changeme changeme1 secret123
  dragon123 monkey123 michelle jennifer charlie1 samsung1 liverpool`.split(/\s+/),
)

/** The form in which a password is hashed: the same characters give the same bytes on every keyboard. */
export function preparePassword(input: string): string {
  return input.normalize('NFC')
}

/** A new password: long enough, not endless, neither the username nor one that everybody tries first. */
export function requireGoodPassword(input: string, username: string): string {
  const password = preparePassword(input)
  const length = [...password].length
  if (length < minCharacters) throw refused(`it has ${length} of at least ${minCharacters} characters`)
  if (length > maxCharacters) throw refused(`it has more than ${maxCharacters} characters`)
  const folded = foldUsername(password)
  if (folded === username) throw refused('it is the username')
  if (wellKnown.has(folded)) throw refused('it is among the first that anybody would try')
  return password
}

function refused(detail: string): Problem {
  return new Problem('PASSWORD_REFUSED', { detail })
}
