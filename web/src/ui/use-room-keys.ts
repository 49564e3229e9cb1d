import type { Room } from '@bartab/sdk/schemas'
import { useEffect } from 'preact/hooks'
import type { Go } from './use-place.ts'

/** Alt with the up and down arrows goes from room to room; with Shift as well, to the next with something unread. */
export function useRoomKeys(rooms: readonly Room[], openId: string | undefined, go: Go): void {
  useEffect(() => {
    const step = (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
      const choices = event.shiftKey ? rooms.filter(({ room_id, unread }) => unread > 0 || room_id === openId) : rooms
      const at = choices.findIndex(({ room_id }) => room_id === openId)
      const next = choices.at((at + (event.key === 'ArrowUp' ? -1 : 1)) % Math.max(1, choices.length))
      event.preventDefault()
      if (next) go(next.room_id)
    }
    addEventListener('keydown', step)
    return () => removeEventListener('keydown', step)
  }, [rooms, openId])
}
