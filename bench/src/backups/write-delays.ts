import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'

export interface Delays {
  writes: number
  medianMs: number
  p99Ms: number
  longestMs: number
}

/** Sends a message, waits a moment, sends the next, while something goes on; how long each took until it was on disk. */
export async function delaysDuring(client: Client, room: string, act: () => Promise<unknown>): Promise<Delays> {
  const took: number[] = []
  let isOver = false
  const acting = act().finally(() => {
    isOver = true
  })
  while (!isOver) {
    const began = performance.now()
    await client.messages.send(room, 'while the backup runs')
    took.push(performance.now() - began)
    await sleep(150)
  }
  await acting
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0
  return { writes: took.length, medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
}
