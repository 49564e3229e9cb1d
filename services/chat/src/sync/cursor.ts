/** Where a reader stands. Opaque to clients; each part is a position of its own kind. */
export interface Position {
  /** The log that `seq` counts in. A restore begins another. */
  epoch: string
  /** The last event of the log that the reader has. */
  seq: number
  /** The last change of the reader's own read markers. */
  rev: number
  /** The process whose `tick` it is; another one starts its count anew. */
  boot: string
  /** The last change of typing and presence. */
  tick: number
}

const version = '1'
let lastEncoded: { text: string; cursor: string } = { text: '', cursor: '' }

/** Those who are told at one moment stand at one position: its cursor is made once. */
export function encodePosition({ epoch, seq, rev, boot, tick }: Position): string {
  const text = `${version}.${epoch}.${seq}.${rev}.${boot}.${tick}`
  if (text !== lastEncoded.text) lastEncoded = { text, cursor: Buffer.from(text).toString('base64url') }
  return lastEncoded.cursor
}

/** The position that a cursor stands for; undefined when it is none of ours. */
export function decodePosition(cursor: string): Position | undefined {
  const parts = Buffer.from(cursor, 'base64url').toString('latin1').split('.')
  const [, epoch = '', seq = '', rev = '', boot = '', tick = ''] = parts
  if (parts[0] !== version || parts.length !== 6 || ![seq, rev, tick].every(isCount)) return undefined
  const position = { epoch, seq: Number(seq), rev: Number(rev), boot, tick: Number(tick) }
  return encodePosition(position) === cursor ? position : undefined
}

/** A place in the history: between the event at `seq` and the one after it. */
export function encodePlace(epoch: string, seq: number): string {
  return Buffer.from([version, epoch, seq].join('.')).toString('base64url')
}

/** The place that a history cursor, or a sync cursor, stands for in this log; undefined when in none. */
export function decodePlace(cursor: string, epoch: string): number | undefined {
  const parts = Buffer.from(cursor, 'base64url').toString('latin1').split('.')
  const [, of, seq = ''] = parts
  const known = parts[0] === version && of === epoch && isCount(seq) && (parts.length === 3 || parts.length === 6)
  return known ? Number(seq) : undefined
}

const isCount = (text: string): boolean => /^(0|[1-9]\d{0,14})$/.test(text)
