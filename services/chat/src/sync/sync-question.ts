import { Problem } from '@bartab/sdk/problems'
import { chatLimits, SyncFilter, type SyncQuery } from '@bartab/sdk/schemas'
import { Check, Errors } from 'typebox/value'
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

function parseFilter(text: string | undefined): SyncFilter {
  if (text === undefined) return {}
  const filter = parseJson(text)
  if (Check(SyncFilter, filter)) return filter
  const [first] = Errors(SyncFilter, filter)
  throw new Problem('SYNC_FILTER_INVALID', {
    detail: `filter${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim(),
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('SYNC_FILTER_INVALID', { detail: 'it is not JSON' })
  }
}
