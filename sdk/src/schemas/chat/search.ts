import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'
import { ChatEvent, RoomId, UserId } from './events.ts'

export const SearchQuery = Type.Object(
  {
    /** Words that a message has all of, the last one perhaps not to its end; "words in quotes" stand together. */
    q: Type.String({ minLength: 1, maxLength: 200 }),
    room_id: Type.Optional(RoomId),
    sender: Type.Optional(UserId),
    /** Sent at or after this time. */
    from_ts: Type.Optional(Timestamp),
    /** Sent before this time. */
    to_ts: Type.Optional(Timestamp),
    /** `attachment`: messages that carry a file, an image, a sound or a film. */
    has: Type.Optional(Type.Literal('attachment')),
    /** The `end` of the page before. */
    from: Type.Optional(Type.String({ maxLength: 256 })),
    /** 1 to 50, 20 by default. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  },
  { additionalProperties: false },
)
export type SearchQuery = Static<typeof SearchQuery>

/** A message that was found, and the words around what was found: parts with `hit` are what was looked for. */
export const SearchResult = Type.Object({
  event: ChatEvent,
  snippet: Type.Array(Type.Object({ text: Type.String(), hit: Type.Optional(Type.Literal(true)) })),
})
export type SearchResult = Static<typeof SearchResult>

/** Newest first. `end` is absent on the last page. */
export const SearchPage = Type.Object({ results: Type.Array(SearchResult), end: Type.Optional(Type.String()) })
export type SearchPage = Static<typeof SearchPage>
