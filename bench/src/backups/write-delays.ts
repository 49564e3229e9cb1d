import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'

const betweenMs = 20

export interface Delays {
  writes: number
  medianMs: number
  p99Ms: number
  longestMs: number
  /** What went on while the three slowest were on their way. */
  slowest: string[]
}

/** Tells what begins now. */
export type Note = (what: string) => void

/** Sends a message, waits a moment, sends the next, while something goes on; how long each took until it was on disk. */
export async function delaysDuring(
  client: Client,
  room: string,
  act: (note: Note) => Promise<unknown>,
): Promise<Delays> {
  const took: { ms: number; during: string }[] = []
  let isOver = false
  let now = ''
  const note: Note = (what) => {
    now = what
  }
  const acting = act(note).finally(() => {
    isOver = true
  })
  while (!isOver) {
    const [began, before] = [performance.now(), now]
    await client.messages.send(room, 'while the backup runs')
    took.push({ ms: performance.now() - began, during: before === now ? now : `${before} → ${now}` })
    await sleep(betweenMs)
  }
  await acting
  took.sort((a, b) => a.ms - b.ms)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))]?.ms ?? 0
  const slowest = took.slice(-3).reverse()
  return {
    ...{ writes: took.length, medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1) },
    slowest: slowest.map(({ ms, during }) => `${ms.toFixed(1)} ms during "${during}"`),
  }
}
