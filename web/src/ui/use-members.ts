import { useEffect } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import type { ChatSession } from '../session/chat-session.ts'
import type { Members } from '../session/members.ts'
import { useObservable } from './use-observable.ts'

/** Who is in the room, asked again whenever somebody comes, goes or changes. */
export function useMembers(session: ChatSession, { info, events }: RoomState): Members {
  const last = events.findLast(({ type }) => type === 'm.room.member')?.event_id
  useEffect(() => {
    void session.attempt(() => session.members.refresh(info.room_id, `${last} ${info.member_count}`))
  }, [info.room_id, last, info.member_count])
  return useObservable(session.members.of(info.room_id))
}
