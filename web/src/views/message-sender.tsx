import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { pictureOf, senderOf } from '../session/people.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useObservable } from '../ui/use-observable.ts'
import { MessageTime } from './message-time.tsx'

export interface MessageSenderProps {
  session: ChatSession
  message: Message
  /** Whether the name stands above already. */
  continues: boolean
}

/** Who said it, and when. */
export function MessageSender({ session, message, continues }: MessageSenderProps) {
  const directory = useObservable(session.people.known)
  const { sender, origin_server_ts } = message.event
  if (continues) return <MessageTime ts={origin_server_ts} short />
  const { name, kind } = senderOf(directory, message.event)
  return (
    <>
      <Avatar id={sender} name={name} {...pictureOf(directory, sender)} />
      <header>
        <strong>{name}</strong>
        {kind && <span class="tag">{kind}</span>}
        <MessageTime ts={origin_server_ts} />
      </header>
    </>
  )
}
