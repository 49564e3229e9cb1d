/** Who may see a file. Files are deduplicated within one class and never across two. */
export type Access =
  | { visibility: 'public' }
  | { visibility: 'private'; ownerId: string }
  | { visibility: 'room'; roomId: string }

/** The class as one word, fit for a folder's name and for a key: `public`, `private-ULID`, `room-ULID`. */
export function accessClass(access: Access): string {
  switch (access.visibility) {
    case 'public':
      return 'public'
    case 'private':
      return `private-${access.ownerId}`
    case 'room':
      return `room-${access.roomId}`
  }
}
