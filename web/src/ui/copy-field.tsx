import { useRef, useState } from 'preact/hooks'
import { copyText } from './clipboard.ts'

/** Something to take elsewhere, and a button that does. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    input.current?.select()
    await copyText(value)
    setCopied(true)
  }
  return (
    <label class="copied">
      {label}
      <span class="copy">
        <input ref={input} readOnly value={value} onFocus={() => input.current?.select()} />
        <button type="button" class="primary" onClick={copy}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      </span>
    </label>
  )
}
