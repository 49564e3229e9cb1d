import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface Ref {
  current: HTMLDivElement | null
}

/** A message to be shown; a new object asks for it again. */
export interface Target {
  eventId: string
}

export interface StickyScroll {
  /** Whether the newest is in view. */
  isAtEnd: boolean
  /** Goes to the newest, and stays there. */
  toEnd: () => void
}

/**
 * Stays at the end when one is there, in place when the past is put in above, and goes once to each target. Only the
 * present has an end: a piece of the past does not.
 */
export function useStickyScroll(
  scroller: Ref,
  { firstId, target, isPresent }: { firstId: string | undefined; target: Target | undefined; isPresent: boolean },
): StickyScroll {
  const known = useRef({ height: 0, first: firstId, follows: true, isPresent, shown: undefined as Target | undefined })
  const [isAtEnd, setAtEnd] = useState(true)
  known.current.isPresent = isPresent
  const begun = useRef(false)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const state = known.current
    const aimed = state.shown === target ? null : find(element, target)
    const line = begun.current ? null : element.querySelector('.unread-line')
    if (aimed) {
      known.current = { ...state, shown: target, follows: false }
      aimed.scrollIntoView({ block: 'center' })
      aimed.focus({ preventScroll: true })
    } else if (line) line.scrollIntoView({ block: 'center' })
    else if (isPresent && state.follows) element.scrollTop = element.scrollHeight
    else if (state.first !== firstId) element.scrollTop += element.scrollHeight - state.height
    begun.current = true
    known.current = { ...known.current, height: element.scrollHeight, first: firstId }
  })

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const note = () => {
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < 80
      known.current.follows = known.current.isPresent && isNear
      setAtEnd(known.current.follows)
    }
    const grow = new ResizeObserver(() => {
      if (known.current.isPresent && known.current.follows) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', note, { passive: true })
    grow.observe(element)
    return () => {
      element.removeEventListener('scroll', note)
      grow.disconnect()
    }
  }, [])

  const toEnd = () => {
    known.current.follows = true
    setAtEnd(true)
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }
  return { isAtEnd, toEnd }
}

function find(element: HTMLElement, target: Target | undefined): HTMLElement | null {
  return target ? element.querySelector<HTMLElement>(`[data-event="${target.eventId}"]`) : null
}
