import { useEffect, useState } from 'preact/hooks'

/** Takes files that are dropped on the window or pasted into it; tells whether some hang over it. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    const hover = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!event.dataTransfer?.files.length) return
      event.preventDefault()
      onFiles([...event.dataTransfer.files])
    }
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData?.files.length) onFiles([...event.clipboardData.files])
    }
    addEventListener('dragover', hover, { signal })
    addEventListener('dragleave', (event) => !event.relatedTarget && setOver(false), { signal })
    addEventListener('drop', drop, { signal })
    addEventListener('paste', paste, { signal })
    return () => stop.abort()
  }, [onFiles])
  return over
}
