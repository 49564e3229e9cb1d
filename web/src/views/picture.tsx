import { useState } from 'preact/hooks'
import type { ChatSession } from '../session/chat-session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useMedia } from '../ui/use-media.ts'

export interface PictureProps {
  session: ChatSession
  mediaId: string
  name: string
  /** Pixels, as far as the sender said. */
  width: number
  height: number
}

const widest = 420
const highest = 320

/** A picture's thumbnail; the whole of it opens in a window. */
export function Picture({ session, mediaId, name, width, height }: PictureProps) {
  const [open, setOpen] = useState(false)
  const { url, problem } = useMedia(session.client, mediaId, 640)
  if (problem) return <ProblemNotice problem={problem} />
  const box = boxFor(width, height)
  return (
    <>
      <button type="button" class="picture" onClick={() => setOpen(true)} aria-label={`Open ${name}`}>
        <img src={url ?? blank} alt={name} {...box} class={url ? '' : 'waiting'} />
      </button>
      {open && <Whole session={session} mediaId={mediaId} name={name} onClose={() => setOpen(false)} />}
    </>
  )
}

const blank = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='

// The box is known before the picture is there, so that nothing jumps.
function boxFor(width: number, height: number): { width: number; height: number } {
  if (!(width > 0) || !(height > 0)) return { width: widest, height: highest }
  const scale = Math.min(1, widest / width, highest / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

function Whole({ session, mediaId, name, onClose }: Omit<PictureProps, 'width' | 'height'> & { onClose: () => void }) {
  const { url, problem } = useMedia(session.client, mediaId)
  return (
    <Dialog title={name} onClose={onClose} wide>
      {problem && <ProblemNotice problem={problem} />}
      {url && <img class="whole" src={url} alt={name} />}
      {url && (
        <a class="button" href={url} download={name}>
          Download
        </a>
      )}
    </Dialog>
  )
}
