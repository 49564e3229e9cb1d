import { expect, test } from 'vitest'
import type { ServiceState } from './operator-state.ts'
import { mendedAgain, pauseAfter, rested } from './patience.ts'

const minute = 60_000
const fresh: ServiceState = { mended_ts: [], restarts: 0 }

function mendedAt(...minutes: number[]) {
  return minutes.reduce((state, at) => mendedAgain(state, at * minute, 'exit code 1'), fresh)
}

test('five times within ten minutes is enough: it is left alone for half an hour, with the reason', () => {
  expect(mendedAt(0, 1, 2, 3)).not.toHaveProperty('gave_up')
  const tired = mendedAt(0, 1, 2, 3, 4)
  expect(tired).toMatchObject({ gave_up: { until_ts: 34 * minute, because: 'exit code 1' } })
  expect(rested(tired, 33 * minute)).toBe(tired)
  expect(rested(tired, 34 * minute)).not.toHaveProperty('gave_up')
})

test('what happens now and then never adds up', () => {
  expect(mendedAt(0, 5, 10, 15, 20, 25, 30)).not.toHaveProperty('gave_up')
})

test('rounds that fail come further and further apart, five minutes at most', () => {
  expect([0, 1, 2, 9].map((failures) => pauseAfter(failures, 15_000))).toEqual([15_000, 30_000, 60_000, 5 * minute])
})
