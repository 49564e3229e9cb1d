import { expect, test } from 'vitest'
import { Strain } from './strain.ts'

test('presence is left out first, then typing, then receipts, and they come back one after the other', () => {
  const strain = new Strain()
  const after = (lateness: number) => {
    strain.beat(lateness)
    return strain.level
  }
  expect([1, 80, 300, 700, 1, 1, 1, 1].map(after)).toEqual([0, 1, 2, 3, 2, 1, 0, 0])
})
