import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** A place in the window, in pixels. */
export interface Point {
  x: number
  y: number
}

export interface PopoverProps {
  /** Where it hangs: its upper right corner, as far as the window has room. */
  at: Point
  label: string
  role?: 'menu' | 'dialog'
  class?: string
  onClose: () => void
  children: ComponentChildren
}

/** Something small over everything else: it goes when one presses Escape or looks elsewhere, and gives the focus back. */
export function Popover({ at, label, role = 'dialog', class: kind = '', onClose, children }: PopoverProps) {
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const popover = element.current
    const before = document.activeElement
    popover?.showPopover()
    if (popover) place(popover, at)
    popover?.querySelector<HTMLElement>('[autofocus], button')?.focus()
    return () => {
      if (before instanceof HTMLElement && !focusIsElsewhere(popover)) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles have a name
    <div
      ref={element}
      popover="auto"
      class={`popover ${kind}`}
      role={role}
      aria-label={label}
      onToggle={(event) => event.newState === 'closed' && onClose()}
    >
      {children}
    </div>
  )
}

/** Under an element's lower right corner. */
export function below(element: Element): Point {
  const { right, bottom } = element.getBoundingClientRect()
  return { x: right, y: bottom + 4 }
}

function place(popover: HTMLElement, { x, y }: Point): void {
  const { offsetWidth, offsetHeight } = popover
  const within = (wanted: number, most: number) => `${Math.max(8, Math.min(wanted, most - 8))}px`
  popover.style.setProperty('--left', within(x - offsetWidth, innerWidth - offsetWidth))
  popover.style.setProperty('--top', within(y, innerHeight - offsetHeight))
}

function focusIsElsewhere(popover: HTMLElement | null): boolean {
  const { activeElement } = document
  return activeElement !== null && activeElement !== document.body && !popover?.contains(activeElement)
}
