import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { DiskLimit } from './disk-limit.ts'

const betweenMs = 10

export interface Tail {
  medianMs: number
  p99Ms: number
  longestMs: number
}

export interface Delays extends Tail {
  writes: number
  /** What the disk alone took meanwhile, turn by turn with the writes. */
  disk: Tail
  /** What went on while the three slowest were on their way. */
  slowest: string[]
}

/** Tells what begins now. */
export type Note = (what: string) => void

export interface Watched {
  client: Client
  room: string
  /** A folder on the disk that the stack writes to. */
  folder: string
}

/** Sends a message, waits a moment, sends the next, while something goes on; how long each took until it was on disk. */
export async function delaysDuring(
  { client, room, folder }: Watched,
  act: (note: Note) => Promise<unknown>,
): Promise<Delays> {
  using disk = new DiskLimit(folder)
  const took: { ms: number; during: string }[] = []
  const alone: number[] = []
  let isOver = false
  let now = 'nothing else'
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
    alone.push(disk.write())
    await sleep(betweenMs)
  }
  await acting
  took.sort((a, b) => a.ms - b.ms)
  const slowest = took.slice(-3).reverse()
  return {
    ...{ writes: took.length, ...tailOf(took.map(({ ms }) => ms)), disk: tailOf(alone) },
    slowest: slowest.map(({ ms, during }) => `${ms.toFixed(1)} ms during "${during}"`),
  }
}

function tailOf(times: readonly number[]): Tail {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
}
