export interface DiskSample {
  ts: number
  usedBytes: number
}

export interface Forecast {
  /** How fast files grow, in bytes a day; 0 while too little is known. */
  bytesPerDay: number
  /** When the disk is full if it goes on like this; nothing while it does not grow. */
  fullTs: number | undefined
}

const dayMs = 86_400_000
/** Less than this tells nothing about a day, in milliseconds. */
const leastSpanMs = 6 * 3_600_000
/** A forecast further away than this is none, in milliseconds. */
const horizonMs = 3650 * dayMs

/** When the disk will be full: a straight line through what it held, drawn on from now. */
export function forecast(samples: readonly DiskSample[], freeBytes: number, now: number): Forecast {
  const perMs = slope(samples)
  const bytesPerDay = Math.round(perMs * dayMs)
  if (bytesPerDay <= 0) return { bytesPerDay, fullTs: undefined }
  const leftMs = freeBytes / perMs
  return { bytesPerDay, fullTs: leftMs > horizonMs ? undefined : Math.round(now + leftMs) }
}

// least squares
function slope(samples: readonly DiskSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.ts - first.ts < leastSpanMs) return 0
  const mean = (of: (sample: DiskSample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [ts, used] = [mean((sample) => sample.ts), mean((sample) => sample.usedBytes)]
  const covariance = mean((sample) => (sample.ts - ts) * (sample.usedBytes - used))
  return covariance / mean((sample) => (sample.ts - ts) ** 2)
}
