import { useEffect, useState } from 'preact/hooks'
import type { Observable } from '../session/observable.ts'

/** The present value, and a new rendering whenever it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  const [value, setValue] = useState(() => observable.value)
  useEffect(() => {
    const show = () => setValue(() => observable.value)
    show()
    return observable.watch(show)
  }, [observable])
  return value
}
