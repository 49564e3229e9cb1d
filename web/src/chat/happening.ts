import type { ChatEvent } from '@bartab/sdk/schemas'
import { text } from './relations.ts'

type Name = (userId: string) => string

/** What happened to a room, in one sentence; empty where there is nothing to say. */
export function sentenceOf(event: ChatEvent, name: Name): string {
  const { type, sender, content } = event
  const who = name(sender)
  switch (type) {
    case 'm.room.create':
      return `${who} made this room`
    case 'm.room.name':
      return `${who} named the room “${text(content.name)}”`
    case 'm.room.topic':
      return text(content.topic) ? `${who} set the topic: ${text(content.topic)}` : `${who} took the topic away`
    case 'm.room.encryption':
      return `${who} turned on encryption`
    case 'm.room.pinned_events':
      return `${who} changed what is pinned`
    case 'm.room.member':
      return memberSentence(event, name)
    case 'm.room.retention':
      return keptSentence(who, Number(content.days))
    case 'x.bartab.room.archived':
      return `${who} ${content.archived === true ? 'archived the room' : 'opened the room again'}`
    case 'x.bartab.room.slow_mode':
      return slowSentence(who, Number(content.seconds))
    default:
      return ''
  }
}

function slowSentence(who: string, seconds: number): string {
  if (!(seconds > 0)) return `${who} turned off slow mode`
  return `${who} turned on slow mode: ${seconds} seconds between two messages`
}

function keptSentence(who: string, days: number): string {
  return days > 0 ? `${who} has messages removed after ${days} days` : `${who} has messages kept for ever`
}

function memberSentence({ sender, state_key = sender, content }: ChatEvent, name: Name): string {
  const [who, whom, isOneself] = [name(sender), name(state_key), sender === state_key]
  const why = text(content.reason) ? `: ${text(content.reason)}` : ''
  switch (text(content.membership)) {
    case 'join':
      return isOneself || sender === 'operator' ? `${whom} joined` : changeSentence(who, whom, content)
    case 'invite':
      return `${who} invited ${whom}`
    case 'leave':
      return isOneself ? `${who} left` : `${who} removed ${whom}${why}`
    case 'ban':
      return `${who} banned ${whom}${why}`
    default:
      return ''
  }
}

/** Somebody else has changed what a member may do. */
function changeSentence(who: string, whom: string, { muted_until_ts, role }: ChatEvent['content']): string {
  if (typeof muted_until_ts === 'number')
    return `${who} muted ${whom} until ${new Date(muted_until_ts).toLocaleString()}`
  if (role === 'owner' || role === 'moderator')
    return `${who} made ${whom} ${role === 'owner' ? 'an owner' : 'a moderator'}`
  return `${who} changed what ${whom} may do here`
}
