import { CliFailure, exitCodes } from '@bartab/kit/cli'

const secondsOf: Record<string, number> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400, w: 604_800 }

/**
 * Seconds out of `90s`, `30min`, `12h`, `7d`, `2w`.
 *
 * @throws {CliFailure} USAGE when it is none of these.
 */
export function parseDuration(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,6})(s|min|m|h|d|w)$/.exec(text) ?? []
  const seconds = Number(count) * (secondsOf[unit ?? ''] ?? Number.NaN)
  if (Number.isInteger(seconds) && seconds > 0) return seconds
  throw new CliFailure('USAGE', `--${option} does not accept "${text}"`, {
    evidence: ['it takes a number and a unit: 90s, 30min, 12h, 7d, 2w'],
    exitCode: exitCodes.usage,
  })
}
