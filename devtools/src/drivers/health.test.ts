import { expect, test } from 'vitest'
import { askReadiness, healthOf, startGraceMs } from './health.ts'

const ok = { status: 200, body: '{}' }

test('a service that lives and only takes long over its readiness is not called silent', async () => {
  const slow = await askReadiness(async (path) => (path === '/healthz' ? ok : undefined))
  expect(slow).toMatchObject({ status: 503 })
  expect(healthOf('server', 'running', slow, 0, startGraceMs * 2)).toBe('starting')
})

test('a service that says nothing at all is unready once its start is long past', async () => {
  const silent = await askReadiness(async () => undefined)
  expect(healthOf('server', 'running', silent, 0, startGraceMs - 1)).toBe('starting')
  expect(healthOf('server', 'running', silent, 0, startGraceMs + 1)).toBe('unready')
})

test('a bot has no way to say, and what does not run is not ready', () => {
  expect(healthOf('bot', 'running', undefined, 0, 0)).toBe('unknown')
  expect(healthOf('server', 'stopped', undefined, undefined, 0)).toBe('unready')
  expect(healthOf('server', 'running', ok, 0, 0)).toBe('ready')
})
