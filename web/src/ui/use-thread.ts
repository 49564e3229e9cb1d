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

/**
 * A thread: what the server has of it, and what sync has brought since.
 *
 * @param targetId a reply that one came here for: all back to it is fetched
 */
export function useThread(
  session: ChatSession,
  { info, events }: RoomState,
  rootId: string,
  targetId: string | undefined,
): Thread {
  const [root, setRoot] = useState<ChatEvent>()
  const [past, setPast] = useState<{ replies: readonly ChatEvent[]; end?: string | undefined }>({ replies: [] })
  const { messages } = session.client
  const page = async (from?: string) => {
    const { chunk, end } = await messages.thread(info.room_id, rootId, { limit: 50, ...(from && { from }) })
    session.people.meetSenders(chunk)
    setPast((known) => ({ replies: joined(chunk.toReversed(), known.replies), end }))
    return { end, holdsTarget: chunk.some(({ event_id }) => event_id === targetId) }
  }
  const toTarget = async () => {
    let { end, holdsTarget } = await page()
    while (targetId !== undefined && end !== undefined && !holdsTarget) ({ end, holdsTarget } = await page(end))
  }
  useEffect(() => {
    void session.attempt(async () => setRoot(await messages.get(info.room_id, rootId)))
    void session.attempt(toTarget)
  }, [info.room_id, rootId, targetId])
  const { end } = past
  const live = events.filter((event) => isReply(event, rootId))
  return {
    root,
    replies: joined(past.replies, live),
    older: end === undefined ? undefined : () => void session.attempt(() => page(end)),
  }
}

function isReply(event: ChatEvent, rootId: string): boolean {
  const { kind, target } = relationOf(event)
  return kind === 'thread' && target === rootId
}
