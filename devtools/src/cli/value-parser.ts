import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { VerbOption } from './verb.ts'

type ParseValue = (value: string, before: unknown) => unknown

/**
 * Reads the value of an option that takes one. The parser hands over whatever word comes next: where that is a flag, the
 * value was forgotten, and it must not become the name of a file.
 */
export function valueParser({ flags, help }: VerbOption, siblings: readonly VerbOption[], fix: string): ParseValue {
  const option = /--[\w-]+/.exec(flags)?.[0] ?? flags
  const short = new Set(['-h', ...siblings.flatMap((one) => /^-\w/.exec(one.flags) ?? [])])
  return (value, before) => {
    if (/^--[a-z]/.test(value) || short.has(value)) throw valueMissing(option, value, `${flags}: ${help}`, fix)
    return flags.includes('...') ? [...(Array.isArray(before) ? before : []), value] : value
  }
}

const valueMissing = (option: string, flag: string, shape: string, fix: string): CliFailure =>
  new CliFailure('USAGE', `${option} needs a value, and ${flag} is a flag`, {
    evidence: [shape],
    fix,
    exitCode: exitCodes.usage,
  })
