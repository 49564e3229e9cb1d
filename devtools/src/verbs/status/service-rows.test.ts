import { expect, test } from 'vitest'
import type { ObservedService } from '../../plan/observed.ts'
import { defineStack } from '../../stack/define-stack.ts'
import { serviceRows, serviceTable } from './service-rows.ts'

const stack = defineStack({ name: 'trial', version: '1.2.3' }, {})
const seen = (name: string, more: Partial<ObservedService>): ObservedService => ({
  name,
  role: 'server',
  handle: name,
  state: 'running',
  health: 'ready',
  hash: '',
  networks: [],
  restarts: 0,
  startedTs: 1000,
  ...more,
})
const lines = (observed: readonly ObservedService[]) =>
  serviceTable(serviceRows(observed, stack, 61_000)).map((line) => line.trim().split(/ {2,}/))

test('a service that runs shows how it does', () => {
  expect(lines([seen('auth', { restarts: 2 })])).toContainEqual(['auth', 'running', 'ready', '1 min', '2', '1.2.3'])
})

test('one that was never made is missing, and nothing else is said of it', () => {
  expect(lines([])).toContainEqual(['auth', 'missing', '-', '-', '-', '-'])
})

test('one that is stopped has no time that it is up', () => {
  const { startedTs: _, ...stopped } = seen('auth', { state: 'stopped', health: 'unready' })
  expect(lines([stopped])).toContainEqual(['auth', 'stopped', 'unready', '-', '0', '1.2.3'])
})
