import type { Draft } from '../log/draft.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'

/** What the rules work with: they read the store, and change it by appending alone. */
export interface Ledger {
  store: ChatStore
  append: (draft: Draft) => EventRow
  /** Milliseconds since the epoch. */
  now: () => number
  /** A new ULID. */
  newId: () => string
}

/** The result of a write that may be repeated. */
export interface Posted {
  event: EventRow
  /** False when the same write was answered before. */
  created: boolean
}
