import { expect, test } from 'vitest'
import { sampleOf, takeSamples } from './sample.ts'

const count = (status: number, value: number) => ({
  value,
  metricName: 'http_request_duration_seconds_count',
  labels: { status },
})
const metrics = [
  { name: 'process_cpu_seconds_total', values: [{ value: 1.5, labels: {} }] },
  { name: 'process_resident_memory_bytes', values: [{ value: 1e8, labels: {} }] },
  {
    name: 'http_request_duration_seconds',
    values: [count(200, 5), count(503, 2), { value: 99, metricName: 'http_request_duration_seconds_sum', labels: {} }],
  },
  { name: 'bartab_chat', values: [{ value: 7, labels: { what: 'held_polls' } }] },
]

test('a sample counts requests and failures over all routes, and not their seconds', () => {
  expect(sampleOf('chat', 9, metrics)).toEqual({
    ...{ service: 'chat', ts: 9, cpuSeconds: 1.5, memoryBytes: 1e8 },
    ...{ requests: 7, failures: 2, inFlight: 0, polls: 7 },
  })
})

test('a service that does not answer is left out', async () => {
  const internal = async (service: string) =>
    service === 'chat' ? { status: 200, body: JSON.stringify(metrics) } : undefined
  expect((await takeSamples({ internal }, ['auth', 'chat'], () => 1)).map(({ service }) => service)).toEqual(['chat'])
})
