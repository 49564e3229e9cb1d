import { isObject, text } from '../chat/relations.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { FileLink } from './file-link.tsx'
import { Picture } from './picture.tsx'
import { RichText } from './rich-text.tsx'

/** What was said: words, a picture or a file. */
export function MessageBody({ session, message }: { session: ChatSession; message: Message }) {
  const { content, body, edited, event } = message
  if (event.type === 'm.room.encrypted') return <p class="removed">An encrypted message. This client cannot read it.</p>
  const info = isObject(content.info) ? content.info : {}
  const mediaId = text(content.media_id)
  if (mediaId && content.msgtype === 'm.image') {
    return <Picture session={session} mediaId={mediaId} name={body} width={Number(info.w)} height={Number(info.h)} />
  }
  if (mediaId) return <FileLink session={session} mediaId={mediaId} name={body} size={Number(info.size)} />
  return (
    <p class={`text${content.msgtype === 'm.emote' ? ' emote' : ''}${isJumbo(body) ? ' jumbo' : ''}`}>
      <RichText text={body} />
      {edited && <span class="edited"> (edited)</span>}
    </p>
  )
}

/** One to three emoji and nothing else. */
function isJumbo(body: string): boolean {
  return body.length <= 24 && /^(?:\p{RGI_Emoji}\s?){1,3}$/v.test(body)
}
