import { isDeepStrictEqual } from 'node:util'
import { Problem } from '@bartab/sdk/problems'
import type { Draft } from '../log/draft.ts'
import type { EventRow } from '../store/event-table.ts'
import type { Ledger, Posted } from './ledger.ts'

/**
 * The answer to a repeated send: the event that stands, whatever rules may have changed since.
 *
 * @throws {Problem} TXN_ID_REUSED when the same `txn_id` comes with another content, type or room
 */
export function repeated(ledger: Ledger, standing: EventRow, draft: Draft): Posted {
  if (!isSame(ledger, standing, draft)) throw new Problem('TXN_ID_REUSED', { detail: `txn_id ${draft.txnId}` })
  return { event: standing, created: false }
}

/** What the same sender sent with the same `txn_id` before, if anything: each `(sender, txn_id)` is appended once. */
export function alreadySent(ledger: Ledger, senderNo: number, txnId: string): EventRow | undefined {
  return ledger.store.events.byTxn(senderNo, txnId)
}

/** A redacted event has no content left to compare with. */
function isSame(ledger: Ledger, event: EventRow, draft: Draft): boolean {
  if (event.roomNo !== draft.roomNo || ledger.store.types.name(event.typeNo) !== draft.type) return false
  return event.redactedBy !== null || isDeepStrictEqual(JSON.parse(event.content), draft.content)
}
