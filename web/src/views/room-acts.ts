import type { Message } from '../chat/timeline.ts'
import type { Panel } from '../session/panel.ts'

/** What the composer is about to do with a message that was said before. */
export interface Aim {
  does: 'reply' | 'edit'
  message: Message
}

/** What a message asks of the room, or of the thread, that it is shown in. */
export interface RoomActs {
  aim: (aim: Aim) => void
  open: (panel: Panel) => void
  /** Shown in a thread, from which no other begins. */
  inThread: boolean
  /** Whether the room may be written to. */
  mayWrite: boolean
}

export function isEditable({ removed, content }: Message): boolean {
  return !removed && (content.msgtype === 'm.text' || content.msgtype === undefined)
}
