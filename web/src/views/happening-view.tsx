import type { ChatEvent } from '@bartab/sdk/schemas'
import { text } from '../chat/relations.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { useObservable } from '../ui/use-observable.ts'

/** One line about the room itself. */
export function HappeningView({ session, event }: { session: ChatSession; event: ChatEvent }) {
  const directory = useObservable(session.people.known)
  const sentence = sentenceOf(event, (id) => nameOf(directory, id))
  return sentence ? <p class="happening">{sentence}</p> : null
}

function sentenceOf({ type, sender, content, state_key }: ChatEvent, name: (id: string) => string): string {
  const who = name(sender)
  if (type === 'm.room.create') return `${who} made this room`
  if (type === 'm.room.name') return `${who} named the room “${text(content.name)}”`
  if (type === 'm.room.topic') return text(content.topic) ? `${who} set the topic: ${text(content.topic)}` : ''
  if (type === 'm.room.encryption') return `${who} turned on encryption`
  if (type === 'm.room.pinned_events') return `${who} changed what is pinned`
  if (type === 'x.bartab.room.archived')
    return `${who} ${content.archived ? 'archived the room' : 'opened the room again'}`
  if (type === 'x.bartab.room.slow_mode') return slowSentence(who, Number(content.seconds))
  if (type === 'm.room.retention') return keptSentence(who, Number(content.days))
  return memberSentence(text(content.membership), who, state_key === sender ? undefined : name(state_key ?? ''))
}

function slowSentence(who: string, seconds: number): string {
  return seconds > 0
    ? `${who} turned on slow mode: ${seconds} seconds between two messages`
    : `${who} turned off slow mode`
}

function keptSentence(who: string, days: number): string {
  return days > 0 ? `${who} has messages removed after ${days} days` : `${who} has messages kept for ever`
}

function memberSentence(membership: string, who: string, whom: string | undefined): string {
  if (membership === 'join') return `${whom ?? who} joined`
  if (membership === 'invite') return `${who} invited ${whom ?? 'somebody'}`
  if (membership === 'leave') return whom === undefined ? `${who} left` : `${who} removed ${whom}`
  if (membership === 'ban') return `${who} banned ${whom ?? 'somebody'}`
  return ''
}
