import type { ComponentChildren } from 'preact'
import { IconButton } from '../../ui/icon-button.tsx'

export interface SidePanelProps {
  title: string
  class?: string
  onClose: () => void
  children: ComponentChildren
}

/** What stands beside the room; over it where the window is narrow. Escape closes it. */
export function SidePanel({ title, class: kind = '', onClose, children }: SidePanelProps) {
  return (
    <aside
      class={`panel ${kind}`}
      aria-label={title}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {children}
    </aside>
  )
}
