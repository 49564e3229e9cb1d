import { expect, test } from 'vitest'
import type { ServiceRow } from './service-rows.ts'
import { verdict } from './verdict.ts'

const row = (state: string, health: string) => ({ name: 'auth', state, health }) as ServiceRow
const [ready, missing] = [row('running', 'ready'), row('missing', '-')]

test.each([
  ['all is ready', [ready, ready], [], 'it is well'],
  ['all is ready and a backup is old', [ready], ['old'], 'its backups are not well'],
  ['one service is missing', [ready, missing], [], 'it is not well: bartab doctor --stack shop'],
  ['it was taken down', [missing, missing], [], 'nothing of it runs: bartab up --stack shop'],
] as const)('where %s, status says so first', (_what, servers, alarms, said) => {
  expect(verdict('shop', servers, alarms)).toBe(said)
})
