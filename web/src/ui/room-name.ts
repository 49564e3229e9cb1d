import type { Room } from '@bartab/sdk/schemas'
import { type Directory, nameOf } from '../session/people.ts'

/** What a room is called; a direct room is called after the other person. */
export function roomName(room: Room, directory: Directory): string {
  if (room.direct_with !== undefined) return nameOf(directory, room.direct_with)
  return room.name || 'Unnamed room'
}
