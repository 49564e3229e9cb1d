import type { ChatEvent } from '@bartab/sdk/schemas'
import { useEffect, useState } from 'preact/hooks'
import { joined, type RoomState } from '../chat/chat-state.ts'
import { relationOf } from '../chat/relations.ts'
import type { ChatSession } from '../session/chat-session.ts'

export interface Thread {
  /** The message that it begins with; undefined until it is here. */
  root: ChatEvent | undefined
  /** Its replies, in the order of the log. */
  replies: readonly ChatEvent[]
  /** Fetches replies that lie further back; undefined where there are none. */
  older: (() => void) | undefined
}

/** A thread: what the server has of it, and what sync has brought since. */
export function useThread(session: ChatSession, { info, events }: RoomState, rootId: string): Thread {
  const [root, setRoot] = useState<ChatEvent>()
  const [past, setPast] = useState<{ replies: readonly ChatEvent[]; end?: string | undefined }>({ replies: [] })
  const { messages } = session.client
  const fetch = (from?: string) =>
    session.attempt(async () => {
      const { chunk, end } = await messages.thread(info.room_id, rootId, { limit: 50, ...(from && { from }) })
      session.people.meetSenders(chunk)
      setPast((known) => ({ replies: joined(chunk.toReversed(), known.replies), end }))
    })
  useEffect(() => {
    void session.attempt(async () => setRoot(await messages.get(info.room_id, rootId)))
    void fetch()
  }, [info.room_id, rootId])
  const { end } = past
  const live = events.filter((event) => isReply(event, rootId))
  return {
    root,
    replies: joined(past.replies, live),
    older: end === undefined ? undefined : () => void fetch(end),
  }
}

function isReply(event: ChatEvent, rootId: string): boolean {
  const { kind, target } = relationOf(event)
  return kind === 'thread' && target === rootId
}
