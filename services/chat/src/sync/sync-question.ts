import { matches, mismatches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { chatLimits, SyncFilter, type SyncQuery } from '@bartab/sdk/schemas'
import { decodePosition } from './cursor.ts'
import type { SyncQuestion } from './sync-desk.ts'

/** The log as it stands, for judging a cursor. */
export interface LogState {
  epoch: string
  head: number
}

/**
 * What a reader asks. A cursor that is not one of this log is no error: the reader is told to begin anew.
 *
 * @throws {Problem} SYNC_FILTER_INVALID
 */
export function syncQuestion(userNo: number, query: SyncQuery, log: LogState): SyncQuestion {
  const filter = parseFilter(query.filter)
  if (query.since === undefined) return { userNo, since: undefined, filter, rebase: false }
  const position = decodePosition(query.since)
  const known = position !== undefined && position.epoch === log.epoch && position.seq <= log.head
  return { userNo, since: known ? position : undefined, filter, rebase: !known }
}

/** @throws {Problem} SYNC_TIMEOUT_TOO_LONG */
export function syncTimeout({ timeout }: SyncQuery): number {
  const asked = timeout ?? chatLimits.syncTimeoutDefaultMs
  if (asked > chatLimits.syncTimeoutMaxMs)
    throw new Problem('SYNC_TIMEOUT_TOO_LONG', { detail: `${asked} ms, the limit is ${chatLimits.syncTimeoutMaxMs}` })
  return asked
}

/** A client asks with one filter again and again. */
const parsed = new Map<string, SyncFilter>()
const [mostFilters, longestFilter] = [256, 1024]

function remember(text: string, filter: SyncFilter): SyncFilter {
  if (parsed.size >= mostFilters) parsed.clear()
  if (text.length <= longestFilter) parsed.set(text, filter)
  return filter
}

function parseFilter(text: string | undefined): SyncFilter {
  if (text === undefined) return {}
  const known = parsed.get(text)
  if (known !== undefined) return known
  const filter = parseJson(text)
  if (matches(SyncFilter, filter)) return remember(text, filter)
  const [first] = mismatches(SyncFilter, filter)
  throw new Problem('SYNC_FILTER_INVALID', { detail: `filter: ${first?.field} ${first?.message}` })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('SYNC_FILTER_INVALID', { detail: 'it is not JSON' })
  }
}
