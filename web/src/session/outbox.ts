import type { OutgoingMessage } from '@bartab/sdk/client'
import type { Problem } from '@bartab/sdk/problems'
import { Observable } from './observable.ts'

/** A message on its way. */
export interface Draft {
  txnId: string
  roomId: string
  content: OutgoingMessage
  ts: number
  /** Why it did not get there. */
  problem?: Problem
  /** The server has it; it is shown here until sync brings it. */
  sent?: true
}

/** Messages that were written and are not in the timeline yet, in the order of writing. */
export class Outbox {
  readonly drafts = new Observable<readonly Draft[]>([])

  add(draft: Draft): void {
    this.drafts.update((drafts) => [...drafts.filter(({ txnId }) => txnId !== draft.txnId), draft])
  }

  fail(txnId: string, problem: Problem): void {
    this.#mark(txnId, { problem })
  }

  arrived(txnId: string): void {
    this.#mark(txnId, { sent: true })
  }

  /** Those that failed for want of a connection alone. */
  stranded(): Draft[] {
    return this.drafts.value.filter(({ problem }) => problem?.code === 'UNREACHABLE' || problem?.status === 503)
  }

  /** Drops what the server has of rooms whose timeline began anew: it may lie in the gap. */
  dropSent(roomIds: readonly string[]): void {
    const sent = this.drafts.value.filter(({ roomId, sent }) => sent && roomIds.includes(roomId))
    this.drop(sent.map(({ txnId }) => txnId))
  }

  /** Drops what has arrived, or what its writer gave up. */
  drop(txnIds: readonly string[]): void {
    const gone = new Set(txnIds)
    if (this.drafts.value.some(({ txnId }) => gone.has(txnId))) {
      this.drafts.update((drafts) => drafts.filter(({ txnId }) => !gone.has(txnId)))
    }
  }

  #mark(txnId: string, change: Pick<Draft, 'problem'> | Pick<Draft, 'sent'>): void {
    this.drafts.update((drafts) => drafts.map((draft) => (draft.txnId === txnId ? { ...draft, ...change } : draft)))
  }
}
