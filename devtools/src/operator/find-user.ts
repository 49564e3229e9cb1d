import { CliFailure } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { UserProfile } from '@bartab/sdk/schemas'

/** @throws {CliFailure} USER_NOT_FOUND, with names that look alike. */
export async function findUser({ people }: Client, wanted: string): Promise<UserProfile> {
  const name = wanted.replace(/^@/, '').normalize('NFKC').toLowerCase()
  const alike: string[] = []
  for await (const user of people.all()) {
    if (user.username === name || user.user_id === wanted) return user
    if (user.username.startsWith(name.slice(0, 2))) alike.push(user.username)
  }
  throw new CliFailure('USER_NOT_FOUND', `there is no account ${wanted}`, {
    evidence: [alike.length > 0 ? `there is ${alike.slice(0, 8).join(', ')}` : 'no name looks like it'],
    fix: 'bartab admin users',
  })
}
