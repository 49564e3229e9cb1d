import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { TypingSignal } from '../session/typing-signal.ts'
import type { Aim } from '../views/room-acts.ts'

/** A text that is being written. */
export interface Composition {
  area: { current: HTMLTextAreaElement | null }
  text: string
  caret: number
  setCaret: (caret: number) => void
  /** The text is this now, as its writer typed it. */
  write: (text: string, caret: number) => void
  /** The same, with the caret put there. */
  put: (text: string, caret: number) => void
  /** Nothing more of it: it was sent. After an edit, what was begun before it is there again. */
  end: () => void
}

/** What is written in one place; kept there until it is sent, and set aside while something is edited. */
export function useComposition(session: ChatSession, roomId: string, place: string, aim: Aim | undefined): Composition {
  const { unfinished, client } = session
  const [text, setText] = useState(() => unfinished.get(place))
  const [caret, setCaret] = useState(0)
  const area = useRef<HTMLTextAreaElement>(null)
  const [typing] = useState(() => new TypingSignal((on) => client.messages.typing(roomId, on, 8000)))
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
    if (isEdit) return
    unfinished.set(place, value)
    if (value === '') typing.end()
    else typing.stroke(Date.now())
  }
  const put = (value: string, at: number) => {
    write(value, at)
    area.current?.focus()
    requestAnimationFrame(() => area.current?.setSelectionRange(at, at))
  }
  const end = () => {
    if (isEdit) setText(unfinished.get(place))
    else write('', 0)
  }
  return { area, text, caret, setCaret, write, put, end }
}

/** As high as its text, within the bounds of the style sheet. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}
