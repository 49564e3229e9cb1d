/** Where in the client one is; kept in the address behind the `#`, which no server sees. */
export type Place =
  | { at: 'chat'; roomId: string | undefined; eventId?: string }
  | { at: 'admin' }
  | { at: 'invite'; code: string }
  | { at: 'bootstrap'; token: string }

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const search = new URLSearchParams(query)
  if (path === 'invite') return { at: 'invite', code: search.get('code') ?? '' }
  if (path === 'bootstrap') return { at: 'bootstrap', token: search.get('token') ?? '' }
  if (path === 'admin') return { at: 'admin' }
  const [, roomId, eventId] = /^room\/([0-9A-Z]{26})(?:\/([0-9A-Z]{26}))?$/.exec(path) ?? []
  return { at: 'chat', roomId, ...(eventId !== undefined && { eventId }) }
}

export function hashOf(roomId: string | undefined, eventId?: string): string {
  if (roomId === undefined) return '#/'
  return eventId === undefined ? `#/room/${roomId}` : `#/room/${roomId}/${eventId}`
}
