import { Problem } from '@bartab/sdk/problems'

const allowed = /^[a-z0-9._-]{2,32}$/

/** The one spelling of a username: NFKC, lower case, 2 to 32 of `a-z 0-9 . _ -`. */
export function normaliseUsername(input: string): string {
  const username = foldUsername(input)
  if (!allowed.test(username)) throw new Problem('USERNAME_INVALID')
  return username
}

/** The spelling to look an account up by; a name that cannot exist simply finds nobody. */
export function foldUsername(input: string): string {
  return input.normalize('NFKC').toLowerCase()
}
