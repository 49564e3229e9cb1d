import { Problem } from '@bartab/sdk/problems'
import type { SearchPage, SearchQuery, SearchResult } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { Hit } from '../store/message-index.ts'
import { encodePlace } from '../sync/cursor.ts'
import { eventView } from './event-view.ts'
import { type HistorySource, place } from './history.ts'
import { hitMarks } from './hit-marks.ts'
import { requireMember } from './standing.ts'

const limitDefault = 20

/**
 * Messages of somebody's rooms that say all the words asked for, newest first. What was said since an edit counts,
 * encrypted messages are not found.
 *
 * @throws {Problem} ROOM_NOT_FOUND, CURSOR_INVALID
 */
export function search({ store, epoch }: HistorySource, who: string, query: SearchQuery): SearchPage {
  const user = store.users.find(who)
  const room = query.room_id === undefined ? null : requireMember(store, query.room_id, who).room.roomNo
  const sender = query.sender === undefined ? null : store.users.find(query.sender)
  const match = matchExpression(query.q)
  if (user === undefined || sender === undefined || match === '') return { results: [] }
  const limit = query.limit ?? limitDefault
  const hits = store.index.search({
    match,
    user,
    room,
    sender,
    before: query.from === undefined ? Number.MAX_SAFE_INTEGER : place(query.from, epoch),
    afterTs: query.from_ts ?? 0,
    beforeTs: query.to_ts ?? Number.MAX_SAFE_INTEGER,
    attachment: query.has === 'attachment' ? 1 : 0,
    limit: limit + 1,
  })
  const page = hits.slice(0, limit)
  const last = page.at(-1)
  const results = page.flatMap((hit) => resultOf(store, hit, user))
  return { results, ...(hits.length > limit && last !== undefined ? { end: encodePlace(epoch, last.seq) } : {}) }
}

/** Every word quoted, so that nothing in it is an operator. Words without a letter or a digit ask for nothing. */
function matchExpression(q: string): string {
  if (!q.isWellFormed() || q.includes('\0'))
    throw new Problem('QUERY_INVALID', { detail: 'q is not valid Unicode text' })
  const parts = [...q.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([whole, phrase]) => ({ whole, phrase }))
  const words = parts.filter(({ whole }) => /[\p{L}\p{N}\p{Co}]/u.test(whole))
  return words
    .map(({ whole, phrase }, index) => {
      const isOpen = phrase === undefined && index === words.length - 1
      return `"${phrase ?? whole}"${isOpen ? ' *' : ''}`
    })
    .join(' ')
}

function resultOf(store: ChatStore, { seq, snippet }: Hit, readerNo: number): SearchResult[] {
  const event = store.events.bySeq(seq)
  return event === undefined ? [] : [{ event: eventView(store, event, readerNo), snippet: partsOf(snippet) }]
}

function partsOf(snippet: string): SearchResult['snippet'] {
  const [open, close] = hitMarks
  return snippet.split(open).flatMap((piece, index) => {
    const [hit = '', ...rest] = index === 0 ? ['', piece] : piece.split(close)
    const parts = [{ text: hit, hit: true as const }, { text: rest.join('') }]
    return parts.filter(({ text }) => text !== '')
  })
}
