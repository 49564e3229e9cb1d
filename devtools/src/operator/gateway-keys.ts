import type { Driver } from '../drivers/driver.ts'

/** The key ids that the gateway holds, and so accepts, by its own word; null where it does not say. */
export async function gatewayKeys(driver: Pick<Driver, 'internal'>): Promise<string[] | null> {
  const answer = await driver.internal('gateway', '/keys')
  if (answer?.status !== 200) return null
  return (JSON.parse(answer.body) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
}

/** The same in one line for people. */
export function gatewayKeysLine(held: readonly string[] | null): string {
  if (held === null) return 'keys that the gateway holds: it does not say'
  return `keys that the gateway holds: ${held.join(', ') || 'none'}`
}
