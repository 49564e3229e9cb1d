import { expect, test } from 'vitest'
import { changesLine } from './next-changes.ts'

test('the line says what waits, or that nothing does', () => {
  expect(changesLine([], 'bartab')).toBe('nothing waits to be changed')
  expect(changesLine(['start chat (it was stopped)'], 'trial')).toBe(
    'bartab up would start chat (it was stopped): bartab plan --stack trial',
  )
  expect(changesLine(['a', 'b', 'c'], 'bartab')).toBe('bartab up would a, and 2 more: bartab plan')
  expect(changesLine(null, 'bartab')).toBe('what would change next cannot be told')
})
