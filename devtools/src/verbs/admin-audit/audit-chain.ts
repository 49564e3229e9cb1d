import { createHash } from 'node:crypto'
import type { AuditEntry } from '@bartab/sdk/schemas'

export interface BrokenLine {
  seq: number
  reason: 'missing' | 'changed'
}

export interface ChainReport {
  lines: number
  /** `SEQ:HASH` of the last line; empty when there is none. */
  head: string
  /** The first line that is not what was written, counted from the beginning. */
  broken?: BrokenLine
}

const genesis = '00'.repeat(32)

/**
 * Checks the hash chain of the audit trail by itself, trusting no word of the server but the lines: each line's hash is
 * made of the hash before and its own fields. The lines come newest first.
 */
export async function checkChain(entries: AsyncIterable<AuditEntry>, notedHead?: string): Promise<ChainReport> {
  let head: AuditEntry | undefined
  let later: AuditEntry | undefined
  let broken: BrokenLine | undefined
  let noted: string | undefined
  for await (const entry of entries) {
    head ??= entry
    if (later) broken = faultBetween(entry, later) ?? broken
    if (notedHead?.startsWith(`${entry.seq}:`)) noted = headOf(entry)
    later = entry
  }
  if (later) broken = faultBetween(undefined, later) ?? broken
  broken ??= notedFault(notedHead, noted)
  return { lines: head?.seq ?? 0, head: head ? headOf(head) : '', ...(broken === undefined ? {} : { broken }) }
}

/** What is wrong between a line and the one before it; the older fault is the one that counts. */
function faultBetween(earlier: AuditEntry | undefined, line: AuditEntry): BrokenLine | undefined {
  const expected = (earlier?.seq ?? 0) + 1
  if (line.seq !== expected) return { seq: expected, reason: 'missing' }
  return hashOf(line, earlier?.hash ?? genesis) === line.hash ? undefined : { seq: line.seq, reason: 'changed' }
}

function notedFault(notedHead: string | undefined, found: string | undefined): BrokenLine | undefined {
  if (notedHead === undefined || found === notedHead) return undefined
  const seq = Number.parseInt(notedHead, 10)
  return { seq, reason: found === undefined ? 'missing' : 'changed' }
}

const headOf = ({ seq, hash }: AuditEntry): string => `${seq}:${hash}`

function hashOf({ seq, ts, actor, action, target, address, detail }: AuditEntry, before: string): string {
  const text = JSON.stringify([seq, ts, actor, action, target ?? null, address ?? null, detail])
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(text).digest('hex')
}
