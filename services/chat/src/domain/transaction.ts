import { isDeepStrictEqual } from 'node:util'
import { Problem } from '@bartab/sdk/problems'
import type { Draft } from '../log/draft.ts'
import type { EventRow } from '../store/event-table.ts'
import type { Ledger, Posted } from './ledger.ts'

/**
 * Appends once for each `(sender, txn_id)`: a repeated send is answered with the event that stands.
 *
 * @throws {Problem} TXN_ID_REUSED when the same `txn_id` comes with another content, type or room
 */
export function appendOnce(ledger: Ledger, draft: Draft & { txnId: string }): Posted {
  const standing = ledger.store.events.byTxn(draft.senderNo, draft.txnId)
  if (standing === undefined) return { event: ledger.append(draft), created: true }
  if (!isSame(ledger, standing, draft)) throw new Problem('TXN_ID_REUSED', { detail: `txn_id ${draft.txnId}` })
  return { event: standing, created: false }
}

/** The answer to a repeated send, before the rules that may have changed since are asked again. */
export function alreadySent(ledger: Ledger, senderNo: number, txnId: string): boolean {
  return ledger.store.events.byTxn(senderNo, txnId) !== undefined
}

/** A redacted event has no content left to compare with. */
function isSame(ledger: Ledger, event: EventRow, draft: Draft): boolean {
  if (event.roomNo !== draft.roomNo || ledger.store.types.name(event.typeNo) !== draft.type) return false
  return event.redactedBy !== null || isDeepStrictEqual(JSON.parse(event.content), draft.content)
}
