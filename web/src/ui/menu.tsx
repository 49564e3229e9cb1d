import type { TargetedKeyboardEvent } from 'preact'
import { Icon, type IconName } from './icon.tsx'
import { type Point, Popover } from './popover.tsx'

export interface MenuItem {
  label: string
  icon: IconName
  act: () => void
  /** It takes something away. */
  bad?: boolean
}

export interface MenuProps {
  label: string
  items: readonly MenuItem[]
  at: Point
  onClose: () => void
}

/** A list of acts; the arrow keys go through it. */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const choose = ({ act }: MenuItem) => {
    onClose()
    act()
  }
  return (
    <Popover label={label} role="menu" class="menu" at={at} onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the menu around it */}
      <div class="items" onKeyDown={step}>
        {items.map((item) => (
          <button
            type="button"
            role="menuitem"
            key={item.label}
            class={item.bad ? 'bad' : ''}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} /> {item.label}
          </button>
        ))}
      </div>
    </Popover>
  )
}

function step(event: TargetedKeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const at = items.indexOf(document.activeElement as HTMLButtonElement)
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  items.at(to)?.focus()
}
