import { useRef } from 'preact/hooks'
import { IconButton } from '../../ui/icon-button.tsx'

export function FileButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const take = () => {
    const files = [...(input.current?.files ?? [])]
    if (input.current) input.current.value = ''
    onFiles(files)
  }
  return (
    <>
      <IconButton icon="attach" label="Send pictures or files" onClick={() => input.current?.click()} />
      <input ref={input} type="file" multiple hidden onChange={take} />
    </>
  )
}
