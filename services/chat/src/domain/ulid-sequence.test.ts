import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { decodeTime } from 'ulid'
import { expect, test } from 'vitest'
import { UlidSequence } from './ulid-sequence.ts'

test('ids grow however the clock jumps', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 })
  fc.assert(
    fc.property(times, (ticks) => {
      let tick = 0
      const ids = new UlidSequence({ clock: () => ticks[tick++] ?? 0, randomBytes })
      const made = ticks.map(() => ids.next())
      expect(made).toEqual([...made].sort())
      expect(new Set(made).size).toBe(made.length)
    }),
  )
})

test('ids go on growing after a restart with the clock set back', () => {
  const before = new UlidSequence({ clock: () => 2_000_000, randomBytes }).next()
  const after = new UlidSequence({ clock: () => 1_000_000, randomBytes, last: before }).next()
  expect(after > before).toBe(true)
})

test('an id carries the time of the clock', () => {
  expect(decodeTime(new UlidSequence({ clock: () => 1_790_000_000_000, randomBytes }).next())).toBe(1_790_000_000_000)
})
