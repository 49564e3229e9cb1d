import { Problem } from '@bartab/sdk/problems'
import { expect, test } from 'vitest'
import { fixOf } from './fix.ts'

test('a fix names the time, where the answer does', () => {
  const until = Date.UTC(2030, 0, 1)
  const muted = new Problem('MEMBER_MUTED', { members: { muted_until_ts: until } })
  expect(fixOf(muted)).toContain(new Date(until).toLocaleString())
  expect(fixOf(new Problem('SLOW_MODE', { members: { retry_after_ms: 4100 } }))).toBe('Send it again in 5 seconds.')
})

test('every other fix is the one of the catalogue', () => {
  const archived = new Problem('ROOM_ARCHIVED')
  expect(fixOf(archived)).toBe(archived.fix)
  const muted = new Problem('MEMBER_MUTED')
  expect(fixOf(muted)).toBe(muted.fix)
})
