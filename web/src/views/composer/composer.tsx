import type { TargetedKeyboardEvent } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import { contentOf } from '../../chat/outgoing.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { EmojiPicker } from '../../ui/emoji-picker.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { below, type Point } from '../../ui/popover.tsx'
import { useCompletion } from '../../ui/use-completion.ts'
import { useComposition } from '../../ui/use-composition.ts'
import type { Aim } from '../room-acts.ts'
import { AimLine } from './aim-line.tsx'
import { ChoiceList, optionId } from './choice-list.tsx'
import { FileButton } from './file-button.tsx'

export interface ComposerProps {
  session: ChatSession
  room: RoomState
  /** Under which what is unfinished is kept. */
  place: string
  prompt: string
  /** Where in the room it belongs, as an answer to `replyTo` or by itself. */
  relation: (replyTo: string | undefined) => object
  aim: Aim | undefined
  onAimed: () => void
  onFiles: (files: readonly File[]) => void
  onEditLast: () => void
}

/** Where one writes. Enter sends, Shift+Enter begins a line, ↑ edits one's last message, Escape lets it be. */
export function Composer(props: ComposerProps) {
  const { session, room, place, prompt, aim, onAimed, onFiles, onEditLast } = props
  const composition = useComposition(session, room.info.room_id, place, aim)
  const { area, text, write, put, end, setCaret } = composition
  const completion = useCompletion(session, room, composition)
  const [emojiAt, setEmojiAt] = useState<Point>()
  const listId = useId()
  const isChoosing = completion.choices.length > 0
  const letBe = () => {
    if (aim?.does === 'edit') end()
    onAimed()
  }
  const send = () => {
    const body = text.trim()
    if (body === '') return
    end()
    onAimed()
    deliver(props, body)
  }
  const insert = (sign: string) => {
    const at = area.current?.selectionStart ?? text.length
    put(`${text.slice(0, at)}${sign}${text.slice(at)}`, at + sign.length)
  }
  const press = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    if (event.isComposing) return
    const act = completion.press(event.key) ? () => {} : actOf(event, { text, aim, send, letBe, onEditLast })
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <footer class="composer">
      {aim && <AimLine session={session} aim={aim} onLetBe={letBe} />}
      {isChoosing && (
        <ChoiceList id={listId} choices={completion.choices} chosen={completion.chosen} onChoose={completion.take} />
      )}
      <div class="line">
        <FileButton onFiles={onFiles} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={prompt}
          aria-label="Message"
          aria-autocomplete="list"
          aria-controls={isChoosing ? listId : undefined}
          aria-activedescendant={isChoosing ? optionId(listId, completion.chosen) : undefined}
          onInput={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={press}
        />
        <IconButton icon="smile" label="Emoji" onClick={({ currentTarget }) => setEmojiAt(below(currentTarget))} />
        <button type="button" class="primary send" onClick={send} disabled={text.trim() === ''}>
          {aim?.does === 'edit' ? 'Save' : 'Send'}
        </button>
      </div>
      {emojiAt && <EmojiPicker at={emojiAt} onPick={insert} onClose={() => setEmojiAt(undefined)} />}
    </footer>
  )
}

function deliver({ session, room, aim, relation }: ComposerProps, body: string): void {
  const { room_id } = room.info
  const content = contentOf(body, Object.values(session.people.known.value))
  const about = aim?.message.event.event_id
  if (aim?.does === 'edit' && about !== undefined) {
    void session.attempt(() => session.client.messages.edit(room_id, about, content))
  } else void session.send(room_id, { ...content, ...relation(about) })
}

interface Acts {
  text: string
  aim: Aim | undefined
  send: () => void
  letBe: () => void
  onEditLast: () => void
}

/** What a key means while one writes. */
function actOf({ key, shiftKey, altKey }: KeyboardEvent, acts: Acts): (() => void) | undefined {
  if (key === 'Enter' && !shiftKey) return acts.send
  if (key === 'Escape' && acts.aim) return acts.letBe
  if (key === 'ArrowUp' && !altKey && acts.text === '' && !acts.aim) return acts.onEditLast
  return undefined
}
