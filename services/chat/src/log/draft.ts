import type { Rel } from '../domain/rel.ts'

/** An event as the rules make it, before it has a place in the log. */
export interface Draft {
  type: string
  roomNo: number
  senderNo: number
  content: Record<string, unknown>
  /** For the room's state: whom or what it is about. */
  stateKey?: string
  txnId?: string
  rel?: Rel
  targetSeq?: number
}
