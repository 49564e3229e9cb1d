import { expect, it } from 'vitest'
import { continuousAlarms, followedLimits } from './continuous-state.ts'
import { followedMetrics } from './followed-metrics.ts'

const limits = followedLimits()
const chat = { service: 'chat', lag_ms: 900, wal_bytes: 4_000_000 }

it('is well while every replica answers, is near, and the log stays short', () => {
  expect(continuousAlarms('trial', [chat], limits)).toEqual([])
})

it.each([
  [{ lag_ms: null, wal_bytes: null }, 'does not answer'],
  [{ lag_ms: 60_001, wal_bytes: 0 }, 's behind'],
  [{ lag_ms: 0, wal_bytes: 256_000_001 }, 'has grown'],
])('is not well with %o', (state, words) => {
  expect(continuousAlarms('trial', [{ service: 'chat', ...state }], limits)).toEqual([expect.stringContaining(words)])
})

it('says where to look, on this stack', () => {
  const silent = { service: 'chat', lag_ms: null, wal_bytes: null }
  const [alarm] = continuousAlarms('trial', [silent], limits)
  expect(alarm).toMatch(/: bartab logs follow-chat --stack trial$/)
})

it('what is too far is as bartab.yaml says', () => {
  const strict = followedLimits({ alarm_lag_seconds: 1, alarm_wal_mb: 3 })
  expect(continuousAlarms('trial', [{ ...chat, lag_ms: 1001 }], strict)).toHaveLength(2)
})

it('its metrics say who answers, and nothing of what is not known', () => {
  const text = followedMetrics('bartab', [chat, { service: 'auth', lag_ms: null, wal_bytes: null }])
  expect(text).toContain('bartab_replica_lag_seconds{stack="bartab",service="chat"} 0.9\n')
  expect(text).toContain('bartab_replica_answers{stack="bartab",service="auth"} 0\n')
  expect(text).not.toContain('lag_seconds{stack="bartab",service="auth"}')
})
