import type { Driver } from '../drivers/driver.ts'

/**
 * The secret of the built-in OAuth client `operator`, which auth made for itself in its data. While it rotates, the file
 * holds the version before as well, in its second line. Nothing where auth has made none.
 */
export async function operatorSecret(driver: Pick<Driver, 'readFile'>): Promise<string | undefined> {
  const file = await driver.readFile('auth', '/data/secrets/operator')
  return file?.toString('utf8').trim().split(/\s+/)[0] || undefined
}
