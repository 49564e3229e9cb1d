import type { ChatEvent } from '../schemas/index.ts'
import { EventContext, MessageContext } from './context.ts'

/** What can be listened for, and the context that its handlers get. */
export interface FilterContexts {
  /** Everything that others add to the log. */
  event: EventContext
  /** What people say, of any kind. Edits are left out, and so are notices, by which bots speak. */
  message: MessageContext
  'message:text': MessageContext
  'message:image': MessageContext
  'message:file': MessageContext
  reaction: EventContext
  /** Somebody joined, left, or was invited. */
  member: EventContext
}

export type Filter = keyof FilterContexts

type Rule<C> = {
  matches: (event: ChatEvent) => boolean
  context: new (...parts: ConstructorParameters<typeof EventContext>) => C
}

export const filters: { [F in Filter]: Rule<FilterContexts[F]> } = {
  event: { matches: () => true, context: EventContext },
  message: { matches: isMessage, context: MessageContext },
  'message:text': { matches: isMessageOf('m.text'), context: MessageContext },
  'message:image': { matches: isMessageOf('m.image'), context: MessageContext },
  'message:file': { matches: isMessageOf('m.file'), context: MessageContext },
  reaction: { matches: ({ type }) => type === 'm.reaction', context: EventContext },
  member: { matches: ({ type }) => type === 'm.room.member', context: EventContext },
}

export function isMessage({ type, content }: ChatEvent): boolean {
  if (type !== 'm.room.message' || content.msgtype === undefined || content.msgtype === 'm.notice') return false
  const relation = content['m.relates_to']
  return !(
    typeof relation === 'object' &&
    relation !== null &&
    'rel_type' in relation &&
    relation.rel_type === 'm.replace'
  )
}

function isMessageOf(msgtype: string) {
  return (event: ChatEvent) => isMessage(event) && event.content.msgtype === msgtype
}
