import type { TargetedKeyboardEvent } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { RoomState } from '../../chat/chat-state.ts'
import { type Choice, completed, queryAt } from '../../chat/completion.ts'
import { contentOf } from '../../chat/outgoing.ts'
import type { ChatSession } from '../../session/chat-session.ts'
import { TypingSignal } from '../../session/typing-signal.ts'
import { EmojiPicker } from '../../ui/emoji-picker.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { below, type Point } from '../../ui/popover.tsx'
import { useChoices, useChosen } from '../../ui/use-choices.ts'
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
  const { session, room, place, prompt, relation, aim, onAimed, onFiles, onEditLast } = props
  const { room_id } = room.info
  const [text, setText] = useState(() => session.unfinished.get(place))
  const [caret, setCaret] = useState(0)
  const [emojiAt, setEmojiAt] = useState<Point>()
  const area = useRef<HTMLTextAreaElement>(null)
  const listId = useId()
  const [typing] = useState(() => new TypingSignal((on) => session.client.messages.typing(room_id, on, 8000)))
  const query = queryAt(text, caret)
  const choices = useChoices(session, room, query)
  const [chosen, choose] = useChosen(query)
  const isChoosing = chosen !== undefined && choices.length > 0
  const isEdit = aim?.does === 'edit'

  useEffect(() => {
    if (aim?.does === 'edit') setText(aim.message.body)
    if (aim || !matchMedia('(pointer: coarse)').matches) area.current?.focus()
  }, [aim])
  useEffect(() => () => typing.end(), [typing])
  useLayoutEffect(() => grow(area.current), [text])

  const write = (value: string, at: number) => {
    setText(value)
    setCaret(at)
    if (!isEdit) session.unfinished.set(place, value)
    if (value === '') typing.end()
    else if (!isEdit) typing.stroke(Date.now())
  }
  const writeAt = (value: string, at: number) => {
    write(value, at)
    requestAnimationFrame(() => area.current?.setSelectionRange(at, at))
    area.current?.focus()
  }
  const complete = (choice: Choice | undefined) => {
    if (!query || !choice) return
    const next = completed(text, query, choice)
    writeAt(next.text, next.caret)
  }
  const insert = (sign: string) => {
    const at = area.current?.selectionStart ?? text.length
    writeAt(`${text.slice(0, at)}${sign}${text.slice(at)}`, at + sign.length)
  }
  /** Back to what was begun before the edit. */
  const letBe = () => {
    if (isEdit) setText(session.unfinished.get(place))
    onAimed()
  }
  const send = () => {
    const body = text.trim()
    if (body === '') return
    if (isEdit) setText(session.unfinished.get(place))
    else write('', 0)
    typing.end()
    onAimed()
    const content = contentOf(body, Object.values(session.people.known.value))
    const about = aim?.message.event.event_id
    if (isEdit && about) void session.attempt(() => session.client.messages.edit(room_id, about, content))
    else void session.send(room_id, { ...content, ...relation(about) })
  }
  const pressWhileChoosing = (key: string): boolean => {
    if (!isChoosing) return false
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: choices.length - 1 }
    if (key in steps) choose((chosen + (steps[key] ?? 0)) % choices.length)
    else if (key === 'Tab' || key === 'Enter') complete(choices[chosen])
    else if (key === 'Escape') choose(undefined)
    else return false
    return true
  }
  const press = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    if (event.isComposing) return
    const { key } = event
    if (pressWhileChoosing(key)) return event.preventDefault()
    if (key === 'Escape' && aim) {
      event.preventDefault()
      letBe()
    }
    if (key === 'ArrowUp' && text === '' && !aim && !event.altKey) {
      event.preventDefault()
      onEditLast()
    }
    if (key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  return (
    <footer class="composer">
      {aim && <AimLine session={session} aim={aim} onLetBe={letBe} />}
      {isChoosing && <ChoiceList id={listId} choices={choices} chosen={chosen} onChoose={complete} />}
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
          aria-activedescendant={isChoosing ? optionId(listId, chosen) : undefined}
          onInput={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={press}
        />
        <IconButton icon="smile" label="Emoji" onClick={({ currentTarget }) => setEmojiAt(below(currentTarget))} />
        <button type="button" class="primary send" onClick={send} disabled={text.trim() === ''}>
          {isEdit ? 'Save' : 'Send'}
        </button>
      </div>
      {emojiAt && <EmojiPicker at={emojiAt} onPick={insert} onClose={() => setEmojiAt(undefined)} />}
    </footer>
  )
}

/** As high as its text, within the bounds of the style sheet. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}
