import { expect, test } from 'vitest'
import type { Driver } from '../drivers/driver.ts'
import { gatewayKeys, gatewayKeysLine } from './gateway-keys.ts'

type Internal = Driver['internal']
const says = (answer: Awaited<ReturnType<Internal>>) => ({
  internal: (async (service, path) => {
    expect([service, path]).toEqual(['gateway', '/keys'])
    return answer
  }) as Internal,
})

test('the key ids that the gateway holds are those that it names itself', async () => {
  const body = JSON.stringify({ keys: [{ kid: 'k1' }, { kid: 'k2' }], fetched_ts: 1 })
  const held = await gatewayKeys(says({ status: 200, body }))
  expect(gatewayKeysLine(held)).toBe('keys that the gateway holds: k1, k2')
})

test('a gateway that does not answer, or holds none, is told apart', async () => {
  expect(gatewayKeysLine(await gatewayKeys(says(undefined)))).toContain('it does not say')
  expect(gatewayKeysLine(await gatewayKeys(says({ status: 200, body: '{"keys":[]}' })))).toContain('none')
})
