import { useEffect } from 'preact/hooks'
import type { ChatState } from '../chat/chat-state.ts'

/** The window's title: what is unread, with an @ where one is meant, and where one is. */
export function useTitle(chat: ChatState, name: string | undefined): void {
  const title = `${countOf(chat)}${name === undefined ? '' : `${name} · `}BarTAB`
  useEffect(() => {
    document.title = title
  }, [title])
}

export function countOf({ rooms }: ChatState): string {
  const all = Object.values(rooms).map(({ info }) => info)
  const unread = all.reduce((sum, room) => sum + room.unread, 0)
  const isMeant = all.some((room) => room.unread > 0 && (room.mentions > 0 || room.kind === 'direct'))
  return unread === 0 ? '' : `(${isMeant ? '@' : ''}${unread}) `
}
