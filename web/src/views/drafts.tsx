import { relationOf } from '../chat/relations.ts'
import type { ChatSession } from '../session/chat-session.ts'
import type { Draft } from '../session/outbox.ts'
import { useObservable } from '../ui/use-observable.ts'
import { DraftView } from './draft-view.tsx'

/** What is on its way to a room, or to one thread of it. */
export function Drafts({ session, roomId, thread }: { session: ChatSession; roomId: string; thread?: string }) {
  const drafts = useObservable(session.outbox.drafts)
  return (
    <>
      {drafts
        .filter((draft) => belongsTo(draft, roomId, thread))
        .map((draft) => (
          <DraftView key={draft.txnId} session={session} draft={draft} />
        ))}
    </>
  )
}

/** Whether it is on its way to the room, or to that thread of it. */
export function belongsTo({ roomId, content }: Draft, to: string, thread?: string): boolean {
  const { kind, target } = relationOf({ content })
  return roomId === to && (kind === 'thread' ? target : undefined) === thread
}
