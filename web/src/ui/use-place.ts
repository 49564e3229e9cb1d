import { useEffect, useState } from 'preact/hooks'
import { hashOf, type Place, placeOf } from '../session/place.ts'

/** Goes to a room, or to the list of rooms. */
export type Go = (roomId: string | undefined) => void

export function usePlace(): [Place, Go] {
  const [place, setPlace] = useState(() => placeOf(location.hash))
  useEffect(() => {
    const show = () => setPlace(placeOf(location.hash))
    addEventListener('hashchange', show)
    return () => removeEventListener('hashchange', show)
  }, [])
  const go: Go = (roomId) => {
    if (location.hash !== hashOf(roomId)) location.hash = hashOf(roomId)
  }
  return [place, go]
}
