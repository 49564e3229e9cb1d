import type { Driver } from '../../drivers/driver.ts'

/** What a service has used and served since it started, and holds at this moment. */
export interface Sample {
  service: string
  ts: number
  cpuSeconds: number
  memoryBytes: number
  requests: number
  /** Of them, those that failed on our side: 5xx. */
  failures: number
  inFlight: number
  polls: number
}

/** A metric as `GET /metrics.json` gives it. */
interface Metric {
  name: string
  values: { value: number; metricName?: string; labels: Record<string, string | number> }[]
}

/** Asks every server at once; one that does not answer is left out. */
export async function takeSamples(
  driver: Pick<Driver, 'internal'>,
  services: readonly string[],
  clock: () => number,
): Promise<Sample[]> {
  const asked = services.map(async (service): Promise<Sample[]> => {
    const answer = await driver.internal(service, '/metrics.json')
    if (answer?.status !== 200) return []
    return [sampleOf(service, clock(), JSON.parse(answer.body) as Metric[])]
  })
  return (await Promise.all(asked)).flat()
}

export function sampleOf(service: string, ts: number, metrics: readonly Metric[]): Sample {
  const valuesOf = (name: string) => metrics.find((metric) => metric.name === name)?.values ?? []
  const one = (name: string): number => valuesOf(name)[0]?.value ?? 0
  const served = service === 'gateway' ? 'gateway_request_duration_seconds' : 'http_request_duration_seconds'
  const counts = valuesOf(served).filter(({ metricName }) => metricName === `${served}_count`)
  const total = (values: typeof counts): number => values.reduce((sum, { value }) => sum + value, 0)
  const chatPolls = valuesOf('bartab_chat').find(({ labels }) => labels['what'] === 'held_polls')?.value
  return {
    service,
    ts,
    cpuSeconds: one('process_cpu_seconds_total'),
    memoryBytes: one('process_resident_memory_bytes'),
    requests: total(counts),
    failures: total(counts.filter(({ labels }) => Number(labels['status']) >= 500)),
    inFlight: one('http_requests_in_flight'),
    polls: chatPolls ?? one('gateway_held_polls'),
  }
}
