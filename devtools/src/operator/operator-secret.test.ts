import { expect, test } from 'vitest'
import { operatorSecret } from './operator-secret.ts'

const lying = (text: string | undefined) => ({
  readFile: async () => (text === undefined ? undefined : Buffer.from(text)),
})

test('the newest version is in the first line; while it rotates, the one before lies behind it', async () => {
  expect(await operatorSecret(lying('fresh\n'))).toBe('fresh')
  expect(await operatorSecret(lying('fresh\nbefore 1796055851522\n'))).toBe('fresh')
})

test('auth that has made none has none', async () => {
  expect(await operatorSecret(lying(undefined))).toBeUndefined()
  expect(await operatorSecret(lying('\n'))).toBeUndefined()
})
