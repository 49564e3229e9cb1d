import { expect, test } from 'vitest'
import { RecentKeys } from './recent-keys.ts'

test('never more keys than it may hold, and half of them are those set last', () => {
  const keys = new RecentKeys(10)
  for (let n = 0; n < 100; n += 1) {
    keys.set(`key-${n}`, n)
    expect(keys.size).toBeLessThanOrEqual(10)
  }
  for (let n = 95; n < 100; n += 1) expect(keys.get(`key-${n}`)).toBe(n)
  expect(keys.get('key-80')).toBeUndefined()
})

test('a key that is set again stays, and counts once', () => {
  const keys = new RecentKeys(4)
  for (let n = 0; n < 50; n += 1) {
    keys.set('again', n)
    keys.set(`other-${n}`, 0)
    expect(keys.get('again')).toBe(n)
    expect(keys.size).toBeLessThanOrEqual(4)
  }
})

test('a key of the older generation that is set again moves to the recent one', () => {
  const keys = new RecentKeys(4)
  for (const key of ['a', 'b', 'c', 'a']) keys.set(key, 1)
  expect(keys.size).toBe(3)
})
