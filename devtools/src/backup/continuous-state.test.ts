import { expect, it } from 'vitest'
import { alarmLagMs, alarmWalBytes, continuousAlarms } from './continuous-state.ts'

it('is well while every replica answers, is near, and the log stays short', () => {
  expect(continuousAlarms([{ service: 'chat', lag_ms: 900, wal_bytes: 4_000_000 }])).toEqual([])
})

it.each([
  [{ lag_ms: null, wal_bytes: null }, 'does not answer'],
  [{ lag_ms: alarmLagMs + 1, wal_bytes: 0 }, 's behind'],
  [{ lag_ms: 0, wal_bytes: alarmWalBytes + 1 }, 'has grown'],
])('is not well with %o', (state, words) => {
  expect(continuousAlarms([{ service: 'chat', ...state }])).toEqual([expect.stringContaining(words)])
})
