import { type FilledLog, roomId } from './filled-log.ts'
import type { Person } from './person.ts'

/** Milliseconds for a page of 50 somewhere in a filled room, on average over `count` of them. */
export async function pageMs(person: Person, { events, rooms }: FilledLog, count: number): Promise<number> {
  const epoch = await epochOf(person)
  const began = performance.now()
  for (let n = 0; n < count; n += 1) {
    const at = Math.floor((0.5 + Math.random() / 2) * events)
    const from = Buffer.from(`1.${epoch}.${at}`).toString('base64url')
    await person.ask('GET', `/rooms/${roomId(1 + (at % rooms))}/messages?limit=50&from=${from}`)
  }
  return (performance.now() - began) / count
}

/** Milliseconds for a first sync of somebody in all of the rooms, and for the next one. */
export async function syncMs(person: Person): Promise<{ first: number; next: number }> {
  const began = performance.now()
  const { next_batch } = await person.sync()
  const synced = performance.now()
  await person.sync(next_batch)
  return { first: synced - began, next: performance.now() - synced }
}

/** The epoch stands in every cursor. */
async function epochOf(person: Person): Promise<string> {
  const { start } = await person.call<{ start: string }>('GET', `/rooms/${roomId(1)}/messages?limit=1`)
  return Buffer.from(start, 'base64url').toString().split('.')[1] ?? ''
}
