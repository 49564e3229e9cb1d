import { useState } from 'preact/hooks'
import { emojiFor } from './emoji.ts'
import { type Point, Popover } from './popover.tsx'

export interface EmojiPickerProps {
  at: Point
  onPick: (sign: string) => void
  onClose: () => void
}

/** Choose an emoji, by eye or by a word. */
export function EmojiPicker({ at, onPick, onClose }: EmojiPickerProps) {
  const [word, setWord] = useState('')
  const found = emojiFor(word)
  const pick = (sign: string) => {
    onClose()
    onPick(sign)
  }
  return (
    <Popover label="Choose an emoji" class="emoji-picker" at={at} onClose={onClose}>
      <input
        type="search"
        autofocus
        placeholder="Find, such as “party”"
        aria-label="Find an emoji"
        value={word}
        onInput={(event) => setWord(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && found[0] && pick(found[0].sign)}
      />
      <div class="grid">
        {found.map(({ sign, words }) => (
          <button type="button" key={sign} title={words} aria-label={words} onClick={() => pick(sign)}>
            {sign}
          </button>
        ))}
      </div>
      {found.length === 0 && <p class="hint">None with this word.</p>}
    </Popover>
  )
}
