/** A stretch of a file: first and last byte, both inside it. */
export interface ByteRange {
  first: number
  last: number
}

/** `whole`: no range was asked for, or one in a unit we do not know, which RFC 9110 says to ignore. */
export type RangeOutcome = ByteRange | 'whole' | 'unsatisfiable'

const oneRange = /^(\d{0,15})-(\d{0,15})$/

/**
 * Reads a `range` header for a file of `size` bytes: one range or one suffix.
 * Several ranges, malformed ones and those beyond the end are unsatisfiable.
 */
export function parseRange(header: string | undefined, size: number): RangeOutcome {
  if (header === undefined) return 'whole'
  const [unit, spec] = splitOnce(header.trim(), '=')
  if (unit.toLowerCase() !== 'bytes') return 'whole'
  const match = oneRange.exec(spec.trim())
  if (match === null) return 'unsatisfiable'
  const [, from = '', to = ''] = match
  return from === '' ? suffix(to, size) : span(Number(from), to, size)
}

function suffix(length: string, size: number): RangeOutcome {
  const wanted = Number(length)
  if (length === '' || wanted === 0 || size === 0) return 'unsatisfiable'
  return { first: Math.max(0, size - wanted), last: size - 1 }
}

function span(first: number, to: string, size: number): RangeOutcome {
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  const backwards = to !== '' && Number(to) < first
  return backwards || first >= size ? 'unsatisfiable' : { first, last }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
