export interface Sample {
  labels: Record<string, string>
  /** What is not known has no line. */
  value: number | null | undefined
}

/** One gauge in Prometheus' text format. */
export function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.flatMap(({ labels, value }) =>
    value == null ? [] : [`${name}${labelText(labels)} ${value}\n`],
  )
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

export const seconds = (ms: number | null | undefined): number | undefined => (ms == null ? undefined : ms / 1000)

const labelText = (labels: Record<string, string>): string =>
  `{${Object.entries(labels)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}}`
