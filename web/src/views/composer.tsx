import type { OutgoingMessage } from '@bartab/sdk/client'
import type { TargetedKeyboardEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { mentionsIn } from '../chat/mentions.ts'
import type { ChatSession } from '../session/chat-session.ts'
import { nameOf } from '../session/people.ts'
import { TypingSignal } from '../session/typing-signal.ts'
import type { Aim } from './room-view.tsx'

export interface ComposerProps {
  session: ChatSession
  roomId: string
  /** What the room is called. */
  name: string
  aim: Aim | undefined
  onAimed: () => void
  onFiles: (files: readonly File[]) => void
  onEditLast: () => void
}

/** Where one writes. Enter sends, Shift+Enter begins a line, ↑ edits one's last message, Escape lets it be. */
export function Composer({ session, roomId, name, aim, onAimed, onFiles, onEditLast }: ComposerProps) {
  const [text, setText] = useState('')
  const area = useRef<HTMLTextAreaElement>(null)
  const [typing] = useState(() => new TypingSignal((on) => session.client.messages.typing(roomId, on, 8000)))
  useEffect(() => {
    if (aim?.does === 'edit') setText(aim.message.body)
    if (aim || !matchMedia('(pointer: coarse)').matches) area.current?.focus()
  }, [aim])
  useEffect(() => () => typing.end(), [typing])
  useEffect(() => grow(area.current), [text])

  const write = (value: string) => {
    setText(value)
    if (value === '') typing.end()
    else if (aim?.does !== 'edit') typing.stroke(Date.now())
  }
  const letBe = () => {
    if (aim?.does === 'edit') setText('')
    onAimed()
  }
  const send = () => {
    const body = text.trim()
    if (body === '') return
    setText('')
    typing.end()
    onAimed()
    const content: OutgoingMessage = {
      msgtype: 'm.text',
      body,
      ...mentionsIn(body, Object.values(session.people.known.value)),
    }
    void deliver(session, roomId, content, aim)
  }
  const press = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    if (event.isComposing) return
    if (event.key === 'Escape' && aim) letBe()
    if (event.key === 'ArrowUp' && text === '' && !aim && !event.altKey) {
      event.preventDefault()
      onEditLast()
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  return (
    <footer class="composer">
      {aim && <AimLine session={session} aim={aim} onLetBe={letBe} />}
      <div class="line">
        <FileButton onFiles={onFiles} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={`Message ${name}`}
          aria-label="Message"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={press}
        />
        <button type="button" class="primary send" onClick={send} disabled={text.trim() === ''}>
          {aim?.does === 'edit' ? 'Save' : 'Send'}
        </button>
      </div>
    </footer>
  )
}

async function deliver(
  session: ChatSession,
  roomId: string,
  content: OutgoingMessage,
  aim: Aim | undefined,
): Promise<void> {
  if (aim?.does === 'edit') {
    await session.attempt(() => session.client.messages.edit(roomId, aim.message.event.event_id, content))
    return
  }
  const relation = aim && { 'm.relates_to': { 'm.in_reply_to': { event_id: aim.message.event.event_id } } }
  await session.send(roomId, { ...content, ...relation })
}

function AimLine({ session, aim, onLetBe }: { session: ChatSession; aim: Aim; onLetBe: () => void }) {
  const whom = nameOf(session.people.known.value, aim.message.event.sender)
  return (
    <div class="aim">
      <span>
        {aim.does === 'edit' ? 'Editing your message' : `Replying to ${whom}`}: {aim.message.body}
      </span>
      <button type="button" class="quiet small" onClick={onLetBe} aria-label="Cancel">
        ✕
      </button>
    </div>
  )
}

function FileButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const take = () => {
    const files = [...(input.current?.files ?? [])]
    if (input.current) input.current.value = ''
    onFiles(files)
  }
  return (
    <>
      <button type="button" class="quiet" onClick={() => input.current?.click()} aria-label="Send pictures or files">
        📎
      </button>
      <input ref={input} type="file" multiple hidden onChange={take} />
    </>
  )
}

/** As high as its text, within the bounds of the style sheet. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}
