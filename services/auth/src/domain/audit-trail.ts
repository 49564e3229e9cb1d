import { createHash } from 'node:crypto'
import type { AuditVerdict } from '@bartab/sdk/schemas'

/** Who acts, and from where. `userId` is a user's id, `operator`, or `system`. */
export interface Actor {
  userId: string
  address: string
}

export interface AuditLine {
  seq: number
  ts: number
  actor: string
  action: string
  target: string | null
  address: string | null
  detail: Record<string, unknown>
  hash: Buffer
}

export interface AuditTrail {
  last(): AuditLine | undefined
  append(line: AuditLine, prevHash: Buffer): void
  /** Newest first, those before position `from` when given. */
  page(from: number | undefined, limit: number): AuditLine[]
  /** All lines, the oldest first, as they are stored. */
  each(): Iterable<AuditLine & { prevHash: Buffer }>
}

export interface Deed {
  action: string
  target?: string
  detail?: Record<string, unknown>
}

export interface AuditDeps {
  clock: () => number
  store: { audit: AuditTrail }
}

const genesis = Buffer.alloc(32)

/** Adds one line to the trail, chained to the line before it. Call it in the transaction of the deed. */
export function record(deps: AuditDeps, actor: Actor, { action, target, detail }: Deed): void {
  const last = deps.store.audit.last()
  const line = {
    seq: (last?.seq ?? 0) + 1,
    ts: deps.clock(),
    actor: actor.userId,
    action,
    target: target ?? null,
    address: actor.address,
    detail: detail ?? {},
  }
  const prevHash = last?.hash ?? genesis
  deps.store.audit.append({ ...line, hash: lineHash(prevHash, line) }, prevHash)
}

/** SHA-256 over the hash of the line before and this line's fields in their written order. */
export function lineHash(prevHash: Buffer, line: Omit<AuditLine, 'hash'>): Buffer {
  const { seq, ts, actor, action, target, address, detail } = line
  const text = JSON.stringify([seq, ts, actor, action, target, address, detail])
  return createHash('sha256').update(prevHash).update(text).digest()
}

/** Looks at every line: whether it is there, in its place, and what was written. Names the first that is not. */
export function verifyTrail({ store }: Pick<AuditDeps, 'store'>): AuditVerdict {
  let before: Pick<AuditLine, 'seq' | 'hash'> = { seq: 0, hash: genesis }
  for (const line of store.audit.each()) {
    const reason = faultOf(line, before)
    if (reason) return { lines: before.seq, head: before.hash.toString('hex'), broken: { seq: before.seq + 1, reason } }
    before = line
  }
  return { lines: before.seq, head: before.hash.toString('hex') }
}

function faultOf(line: AuditLine & { prevHash: Buffer }, before: { seq: number; hash: Buffer }) {
  if (line.seq !== before.seq + 1) return 'missing'
  if (!line.prevHash.equals(before.hash)) return 'moved'
  return lineHash(before.hash, line).equals(line.hash) ? undefined : 'changed'
}
