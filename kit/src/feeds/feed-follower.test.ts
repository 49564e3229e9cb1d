import { expect, test } from 'vitest'
import { pauseMs } from './feed-follower.ts'

test('a feed that was heard before is left alone for longer each time, up to two seconds', () => {
  expect([0, 1, 2, 3, 9].map((failures) => pauseMs(failures, true))).toEqual([250, 500, 1_000, 2_000, 2_000])
})

test('a feed that was never heard is about to start, and asked for often', () => {
  expect([0, 1, 2, 3, 9].map((failures) => pauseMs(failures, false))).toEqual([150, 150, 150, 150, 150])
})
