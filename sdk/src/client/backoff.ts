/** Waits that double from `firstMs` up to `ceilingMs`. */
export interface Backoff {
  firstMs: number
  ceilingMs: number
}

/**
 * The wait before attempt `failures + 1`: half of it fixed, half of it chance, so that clients which failed together
 * do not come back together.
 *
 * @param failures how many attempts have failed so far, 1 or more
 * @param random a number from 0 up to 1
 */
export function backoffMs({ firstMs, ceilingMs }: Backoff, failures: number, random: number): number {
  const whole = Math.min(ceilingMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(whole / 2 + (whole / 2) * random)
}

/** What `retry-after` asks for, in milliseconds, seconds or a date; undefined where it says nothing. */
export function retryAfterMs(value: string | null | undefined, now: number): number | undefined {
  if (!value) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
