import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Person } from './person.ts'

export interface SendFigure {
  perSecond: number
  count: number
  p50Ms: number
  p99Ms: number
}

/** A message of about 400 bytes as an event of the log. */
export const text = 'x'.repeat(250)

/** Each of these people sends one message after the other, each answered when it is on disk. */
export async function sends(people: readonly Person[], room: string, seconds: number): Promise<SendFigure> {
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  const sender = async (person: Person) => {
    while (performance.now() < end) {
      const began = performance.now()
      await person.say(room, text)
      times.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(people.map(sender))
  const perSecond = (times.length * 1000) / (performance.now() - began)
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.floor(times.length * part)] ?? 0
  return { perSecond, count: times.length, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** What the disk allows: appends of `batch` events of 400 bytes, each batch forced to disk. Events a second. */
export function rawAppends(folder: string, batch: number, seconds: number): number {
  const file = join(folder, 'raw-append')
  const [fd, bytes] = [openSync(file, 'w'), Buffer.alloc(400 * batch, 'x')]
  const began = performance.now()
  let count = 0
  while (performance.now() - began < seconds * 1000) {
    writeSync(fd, bytes)
    fdatasyncSync(fd)
    count += batch
  }
  const perSecond = (count * 1000) / (performance.now() - began)
  closeSync(fd)
  rmSync(file)
  return perSecond
}
