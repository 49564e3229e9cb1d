import { useEffect, useState } from 'preact/hooks'
import type { RoomState } from '../chat/chat-state.ts'
import {
  type Choice,
  commandChoices,
  completed,
  isComplete,
  personChoices,
  type Query,
  queryAt,
} from '../chat/completion.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { emojiFor } from './emoji.ts'
import type { Composition } from './use-composition.ts'
import { useMembers } from './use-members.ts'
import { useObservable } from './use-observable.ts'

const mostEmoji = 8

export interface Completion {
  /** Empty where there is nothing to choose. */
  choices: readonly Choice[]
  /** Which of them is chosen. */
  chosen: number
  take: (choice: Choice | undefined) => void
  /** Takes a key that goes through the choices; answers whether it was one. */
  press: (key: string) => boolean
}

/** Completes what is being written: commands of the room's bots, people in it, emoji. */
export function useCompletion(session: ChatSession, room: RoomState, composition: Composition): Completion {
  const { text, caret, put } = composition
  const query = queryAt(text, caret)
  const found = useChoices(session, room, query)
  // Undefined once they were put away with Escape.
  const [chosen, choose] = useState<number>()
  useEffect(() => choose(0), [query?.kind, query?.text, query?.from])
  const choices = query && chosen !== undefined ? found : []
  const at = chosen ?? 0

  const take = (choice: Choice | undefined) => {
    if (!query || !choice) return
    const next = completed(text, query, choice)
    put(next.text, next.caret)
  }
  const press = (key: string): boolean => {
    const choice = choices[at]
    if (!query || !choice || (key === 'Enter' && isComplete(text, query, choice))) return false
    if (key === 'ArrowDown') choose((at + 1) % choices.length)
    else if (key === 'ArrowUp') choose((at + choices.length - 1) % choices.length)
    else if (key === 'Tab' || key === 'Enter') take(choice)
    else if (key === 'Escape') choose(undefined)
    else return false
    return true
  }
  return { choices, chosen: at, take, press }
}

function useChoices(session: ChatSession, room: RoomState, query: Query | undefined): Choice[] {
  const { room_id } = room.info
  const [commands, directory] = [useObservable(session.commands.of(room_id)), useObservable(session.people.known)]
  const { joined } = useMembers(session, room)
  const kind = query?.kind
  useEffect(() => {
    if (kind === 'command') session.commands.refresh(room_id).catch(() => {})
  }, [kind, room_id])
  if (!query) return []
  if (query.kind === 'command') return commandChoices(query.text, commands, (id) => directory[id]?.username ?? id)
  const people = () => joined.flatMap(({ user_id }) => directory[user_id] ?? [])
  if (query.kind === 'person') return personChoices(query.text, people())
  return emojiFor(query.text)
    .slice(0, mostEmoji)
    .map(({ sign, words }) => ({ key: sign, label: sign, hint: words, insert: sign }))
}
