import type { ChatSession } from '../../session/chat-session.ts'
import { nameOf } from '../../session/people.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { Aim } from '../room-acts.ts'

/** Says what the composer is about to do with a message that was said before. */
export function AimLine({ session, aim, onLetBe }: { session: ChatSession; aim: Aim; onLetBe: () => void }) {
  const whom = nameOf(session.people.known.value, aim.message.event.sender)
  return (
    <div class="aim">
      <span>
        {aim.does === 'edit' ? 'Editing your message' : `Replying to ${whom}`}: {aim.message.body}
      </span>
      <IconButton icon="close" label="Cancel (Escape)" onClick={onLetBe} />
    </div>
  )
}
