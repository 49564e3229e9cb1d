import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Lifecycle } from '@bartab/kit'
import type { Chat } from './chat.ts'
import type { Sampler } from './rebuild/sampler.ts'

/** How often typing and presence are looked after, rooms are checked against the log, and old messages are let go, in milliseconds. */
const [beatMs, sampleMs, sweepMs] = [1000, 60_000, 600_000]

/** What the chat does by itself, until it closes. */
export function doChores(
  chat: Chat,
  sampler: Sampler,
  lifecycle: Lifecycle,
  onFailure: (error: unknown) => void,
): void {
  const lateness = monitorEventLoopDelay({ resolution: 20 })
  lateness.enable()
  const beat = () => {
    chat.strain.beat(lateness.mean / 1e6 - 20)
    lateness.reset()
    chat.lobby.beat(chat.clock())
  }
  const sweep = () => void chat.sweep().catch(onFailure)
  const timers = [
    setInterval(beat, beatMs),
    setInterval(() => void sampler.check(), sampleMs),
    setInterval(sweep, sweepMs),
  ]
  lifecycle.onClose(() => {
    for (const timer of timers) clearInterval(timer)
    lateness.disable()
  })
}
