import { expect, test } from 'vitest'
import type { Sample } from './sample.ts'
import { usageOf, usageTable } from './usage.ts'

const sample = (more: Partial<Sample>): Sample => ({
  ...{ service: 'chat', ts: 0, cpuSeconds: 0, memoryBytes: 2e8, requests: 0, failures: 0, inFlight: 3, polls: 2 },
  ...more,
})

test('rates are what lies between two samples', () => {
  const before = sample({ ts: 1000, cpuSeconds: 10, requests: 100, failures: 1 })
  const now = sample({ ts: 3000, cpuSeconds: 11, requests: 150, failures: 3 })
  expect(usageOf(before, now, 5)).toMatchObject({
    ...{ cpu_percent: 50, requests_per_s: 25, failures_per_s: 1, polls: 2, wal_bytes: 5 },
  })
})

test('a service that started anew counts from its start, and the first sample has no rates', () => {
  const before = sample({ ts: 1000, cpuSeconds: 10, requests: 100 })
  expect(usageOf(before, sample({ ts: 2000, cpuSeconds: 0.5, requests: 4 }), undefined)).toMatchObject({
    ...{ cpu_percent: 50, requests_per_s: 4 },
  })
  expect(usageOf(undefined, sample({ ts: 2000, requests: 4 }), undefined)).toMatchObject({ requests_per_s: 0 })
})

test('the table says in words what a unit is', () => {
  const rows = usageTable([usageOf(undefined, sample({}), 1e6)])
  expect(rows[1]?.split(/ {2,}/)).toEqual(['chat', '0 %', '200 MB', '0', '0', '3', '2', '1.0 MB'])
})
