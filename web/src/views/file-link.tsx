import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { Icon } from '../ui/icon.tsx'

export interface FileLinkProps {
  session: ChatSession
  mediaId: string
  name: string
  /** Bytes. */
  size: number
}

/** A file to download. */
export function FileLink({ session, mediaId, name, size }: FileLinkProps) {
  const [busy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    await session.attempt(async () => {
      const answer = await session.client.media.download(mediaId)
      save(await answer.blob(), name)
    })
    setBusy(false)
  }
  return (
    <button type="button" class="file" onClick={download} disabled={busy}>
      <Icon name="file" />
      <span class="name">{name}</span>
      {size > 0 && <small>{readable(size)}</small>}
    </button>
  )
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function readable(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const style = { style: 'unit', unit: units[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(undefined, style).format(bytes / 1000 ** step)
}
