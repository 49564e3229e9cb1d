import { expect, test } from 'vitest'
import { type TextStorage, Unfinished } from './unfinished.ts'

function storage(known: [string, string][] = []): TextStorage {
  const map = new Map(known)
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size
    },
  }
}

test('what was begun is there again, in its room and for its writer alone', () => {
  const kept = storage()
  new Unfinished(kept, 'ann').set('R', 'hel')
  expect(new Unfinished(kept, 'ann').get('R')).toBe('hel')
  expect(new Unfinished(kept, 'ann').get('S')).toBe('')
  expect(new Unfinished(kept, 'ben').get('R')).toBe('')
})

test('what is empty takes no place', () => {
  const kept = storage()
  const unfinished = new Unfinished(kept, 'ann')
  unfinished.set('R', 'hel')
  unfinished.set('R', ' ')
  expect(kept.length).toBe(0)
})

test('logging out forgets all of them, and nothing else', () => {
  const kept = storage([['other', 'x']])
  for (const room of ['R', 'S']) new Unfinished(kept, 'ann').set(room, 'hel')
  expect(kept.length).toBe(3)
  Unfinished.forget(kept)
  expect([kept.length, kept.key(0)]).toEqual([1, 'other'])
})

test('a storage that is full does not stop the writing', () => {
  const full = {
    ...storage(),
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  }
  expect(() => new Unfinished(full, 'ann').set('R', 'hel')).not.toThrow()
})
