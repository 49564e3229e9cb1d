import { expect, it } from 'vitest'
import { isNewer } from './release-order.ts'

it.each([
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.1.0-rc.1', false],
  ['0.10.0', '0.9.3', true],
  ['0.9.3', '0.10.0', false],
  ['1.0.0', '0.9.9', true],
])('the backup of release %s is newer than release %s: %s', (theirs, ours, newer) => {
  expect(isNewer(theirs, ours)).toBe(newer)
})
