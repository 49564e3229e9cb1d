import { useEffect } from 'preact/hooks'

interface Ref {
  current: Element | null
}

/** Calls back when the end of a list comes near, and again after each `change` while it is still near. */
export function useNearing(scroller: Ref, end: Ref, onNear: () => void, change: unknown): void {
  useEffect(() => {
    if (!end.current) return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && onNear(), {
      root: scroller.current,
      rootMargin: '400px',
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [change])
}
