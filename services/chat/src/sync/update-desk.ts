import { hasUpdates } from '../domain/updates.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { Audience } from './audience.ts'

interface UpdateDeskSources {
  store: ChatStore
  audience: Audience
  clock: () => number
  draining: () => boolean
}

/** Holds bots' polls until there is something to hand out. */
export class UpdateDesk {
  readonly #sources: UpdateDeskSources

  constructor(sources: UpdateDeskSources) {
    this.#sources = sources
  }

  /** Settles when a bot has something to fetch, a lease of its is over, the time is over, the server drains or the client is gone. */
  ready(userNo: number, timeoutMs: number, onGone: (end: () => void) => void): Promise<void> {
    const { store, audience, clock, draining } = this.#sources
    const isReady = () => draining() || hasUpdates(store, userNo, clock())
    if (timeoutMs === 0 || isReady()) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        clearTimeout(timer)
        clearTimeout(lease)
        resolve()
      }
      const cancel = audience.wait(userNo, () => isReady() && end())
      const timer = setTimeout(end, timeoutMs)
      const due = store.bots.nextDue(userNo)
      const lease = due === undefined ? undefined : setTimeout(end, Math.max(0, due - clock()))
      onGone(end)
    })
  }
}
