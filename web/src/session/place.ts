/** Where in the client one is; kept in the address behind the `#`, which no server sees. */
export type Place =
  | { at: 'chat'; roomId: string | undefined }
  | { at: 'invite'; code: string }
  | { at: 'bootstrap'; token: string }

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const search = new URLSearchParams(query)
  if (path === 'invite') return { at: 'invite', code: search.get('code') ?? '' }
  if (path === 'bootstrap') return { at: 'bootstrap', token: search.get('token') ?? '' }
  const [, roomId] = /^room\/([0-9A-Z]{26})$/.exec(path) ?? []
  return { at: 'chat', roomId }
}

export function hashOf(roomId: string | undefined): string {
  return roomId === undefined ? '#/' : `#/room/${roomId}`
}
