import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import { type Choice, commandChoices, personChoices, type Query } from '../chat/completion.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { emojiFor } from './emoji.ts'
import { useMembers } from './use-members.ts'
import { useObservable } from './use-observable.ts'

const mostEmoji = 8

/** The ways to complete what is being written. */
export function useChoices(session: ChatSession, room: RoomState, query: Query | undefined): Choice[] {
  const { room_id } = room.info
  const [commands, directory] = [useObservable(session.commands.of(room_id)), useObservable(session.people.known)]
  const { joined } = useMembers(session, room)
  const kind = query?.kind
  useEffect(() => {
    if (kind === 'command') session.commands.refresh(room_id).catch(() => {})
  }, [kind, room_id])
  if (!query) return []
  if (query.kind === 'command') return commandChoices(query.text, commands, (id) => directory[id]?.username ?? id)
  if (query.kind === 'person')
    return personChoices(
      query.text,
      joined.flatMap(({ user_id }) => directory[user_id] ?? []),
    )
  return emojiFor(query.text)
    .slice(0, mostEmoji)
    .map(({ sign, words }) => ({ key: sign, label: sign, hint: words, insert: sign }))
}

/** Which of the choices is chosen, the first one of each new query at first; undefined once they were put away. */
export function useChosen(query: Query | undefined): [number | undefined, (chosen: number | undefined) => void] {
  const [chosen, choose] = useState<number>()
  useEffect(() => choose(0), [query?.kind, query?.text, query?.from])
  return [query && chosen, choose]
}
