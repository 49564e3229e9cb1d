import type { Room } from '@bartab/sdk/schemas'
import type { ChatSession } from '../../session/chat-session.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useObservable } from '../../ui/use-observable.ts'
import type { Go } from '../../ui/use-place.ts'
import { BannedPart } from './banned-part.tsx'
import { EndingPart } from './ending-part.tsx'
import { SettingsForm } from './settings-form.tsx'
import { WebhooksPart } from './webhooks-part.tsx'

export interface RoomSettingsDialogProps {
  session: ChatSession
  room: Room
  go: Go
  onClose: () => void
}

/** What those who look after a room may change about it. */
export function RoomSettingsDialog({ session, room, go, onClose }: RoomSettingsDialogProps) {
  const problem = useObservable(session.problem)
  return (
    <Dialog title={`Settings of ${room.name}`} onClose={onClose}>
      {problem && <ProblemNotice problem={problem} onClose={() => session.problem.set(undefined)} />}
      {!room.archived && <SettingsForm session={session} room={room} />}
      <h3>Banned</h3>
      <BannedPart session={session} room={room} />
      {!room.archived && (
        <>
          <h3>Webhooks</h3>
          <WebhooksPart session={session} room={room} />
        </>
      )}
      {room.role === 'owner' && (
        <>
          <h3>The end of the room</h3>
          <EndingPart session={session} room={room} go={go} onClose={onClose} />
        </>
      )}
    </Dialog>
  )
}
