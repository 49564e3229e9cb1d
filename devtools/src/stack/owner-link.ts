import type { Driver } from '../drivers/driver.ts'
import type { Stack } from './stack.ts'

/** The one-time owner token; nothing once the owner exists. */
export async function readOwnerToken(driver: Pick<Driver, 'readFile'>): Promise<string | undefined> {
  const token = await driver.readFile('auth', '/data/secrets/owner-token')
  return token?.toString('utf8').trim() || undefined
}

export const ownerLink = ({ issuer }: Pick<Stack, 'issuer'>, token: string): string =>
  `${issuer}/#/bootstrap?token=${encodeURIComponent(token)}`
