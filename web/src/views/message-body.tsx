import { isObject, text } from '../chat/relations.ts'
import type { Message } from '../chat/timeline.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { FileLink } from './file-link.tsx'
import { FormattedText } from './formatted-text.tsx'
import { Picture } from './picture.tsx'
import { RichText } from './rich-text.tsx'

export interface MessageBodyProps {
  session: ChatSession
  message: Message
  /** Shows what the message said before it was edited. */
  onHistory?: (() => void) | undefined
}

/** What was said: words, a picture or a file. */
export function MessageBody({ session, message, onHistory }: MessageBodyProps) {
  const { content, body, edited, event } = message
  if (event.type === 'm.room.encrypted') return <p class="removed">An encrypted message. This client cannot read it.</p>
  const info = isObject(content.info) ? content.info : {}
  const mediaId = text(content.media_id)
  if (mediaId && content.msgtype === 'm.image') {
    return <Picture session={session} mediaId={mediaId} name={body} width={Number(info.w)} height={Number(info.h)} />
  }
  if (mediaId) return <FileLink session={session} mediaId={mediaId} name={body} size={Number(info.size)} />
  return (
    <>
      <Words content={content} />
      {edited && onHistory && (
        <button type="button" class="edited" onClick={onHistory} title="What it said before">
          (edited)
        </button>
      )}
    </>
  )
}

/** The words of a content: as the HTML that came with it, or else as the text. */
export function Words({ content }: { content: Record<string, unknown> }) {
  const body = text(content.body)
  const html = content.format === 'org.matrix.custom.html' ? text(content.formatted_body) : ''
  return (
    <div class={`text${content.msgtype === 'm.emote' ? ' emote' : ''}${isJumbo(body) ? ' jumbo' : ''}`}>
      {html === '' ? <RichText text={body} /> : <FormattedText html={html} />}
    </div>
  )
}

/** One to three emoji and nothing else. */
function isJumbo(body: string): boolean {
  return body.length <= 24 && /^(?:\p{RGI_Emoji}\s?){1,3}$/v.test(body)
}
