/** A stretch of a file: first and last byte, both inside it. */
export interface ByteRange {
  first: number
  last: number
}

/** `whole`: no range was asked for, or a malformed one or one in a unit we do not know: RFC 9110 lets us ignore both. */
export type RangeOutcome = ByteRange | 'whole' | 'unsatisfiable'

const oneRange = /^(?:(\d+)-(\d*)|-(\d+))$/

/**
 * Reads a `range` header for a file of `size` bytes: one range or one suffix.
 * Several ranges and those beyond the end are unsatisfiable.
 */
export function parseRange(header: string | undefined, size: number): RangeOutcome {
  if (header === undefined) return 'whole'
  const [unit, spec] = splitOnce(header.trim(), '=')
  if (unit.toLowerCase() !== 'bytes') return 'whole'
  const ranges = spec.split(',').map((range) => oneRange.exec(range.trim()))
  if (!ranges.every((range) => range !== null && !isBackwards(range))) return 'whole'
  const [range, ...further] = ranges
  if (range === undefined || range === null || further.length > 0) return 'unsatisfiable'
  const [, from, to = '', tail = ''] = range
  return from === undefined ? suffix(Number(tail), size) : span(Number(from), to, size)
}

const isBackwards = ([, from, to]: RegExpExecArray): boolean => Boolean(to) && Number(to) < Number(from)

function suffix(length: number, size: number): RangeOutcome {
  if (length === 0 || size === 0) return 'unsatisfiable'
  return { first: Math.max(0, size - length), last: size - 1 }
}

function span(first: number, to: string, size: number): RangeOutcome {
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return first >= size ? 'unsatisfiable' : { first, last }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
