import { Problem } from '@bartab/sdk/problems'
import { cleanDisplayName } from './display-name.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { requireGoodPassword } from './password-policy.ts'
import type { User, Users } from './user.ts'
import { normaliseUsername } from './username.ts'

export interface PersonInput {
  username: string
  password: string
  display_name?: string
}

export interface NewPersonDeps {
  clock: () => number
  ulid: () => string
  passwords: PasswordHasher
  store: { users: Users }
}

/** What a person has chosen, checked and hashed; not stored yet. */
export type Newcomer = Omit<User, 'role'>

/** Checks the cheap things first: hashing a password is work that only a sound request may ask for. */
export async function prepareNewcomer(deps: NewPersonDeps, input: PersonInput): Promise<Newcomer> {
  const username = normaliseUsername(input.username)
  const displayName = cleanDisplayName(input.display_name ?? input.username)
  const password = requireGoodPassword(input.password, username)
  if (deps.store.users.byName(username)) throw new Problem('USERNAME_TAKEN')
  return {
    userId: deps.ulid(),
    username,
    displayName,
    avatarUrl: null,
    passwordHash: await deps.passwords.hash(password),
    createdTs: deps.clock(),
    disabledTs: null,
    deletedTs: null,
  }
}

/** Stores the newcomer. Call it in a transaction: while the password was hashed, the name may have been taken. */
export function admit(deps: NewPersonDeps, newcomer: Newcomer, role: string): User {
  const user = { ...newcomer, role }
  if (!deps.store.users.add(user)) throw new Problem('USERNAME_TAKEN')
  return user
}
