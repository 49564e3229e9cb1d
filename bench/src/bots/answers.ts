import type { Client } from '@bartab/sdk/client'
import type { ChatEvent } from '@bartab/sdk/schemas'

/** Hears a room and keeps when each message was answered. */
export class Answers {
  /** How often each message was answered, by its id, and when first. */
  readonly seen = new Map<string, { count: number; ts: number }>()
  readonly #stop = new AbortController()
  readonly #waiting = new Map<string, () => void>()
  readonly #loop: Promise<void>

  constructor(client: Client, roomId: string, botId: string) {
    this.#loop = this.#listen(client, roomId, botId)
  }

  answered(eventId: string): Promise<void> {
    if (this.seen.has(eventId)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.set(eventId, resolve))
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  async #listen(client: Client, roomId: string, botId: string): Promise<void> {
    const filter = { rooms: [roomId], ephemeral: false, timeline_limit: 100 }
    for await (const { events } of client.sync({ signal: this.#stop.signal, filter }))
      for (const event of events) if (event.sender === botId) this.#take(event)
  }

  #take({ content }: ChatEvent): void {
    const relation = content['m.relates_to'] as { 'm.in_reply_to'?: { event_id: string } } | undefined
    const target = relation?.['m.in_reply_to']?.event_id
    if (target === undefined) return
    const known = this.seen.get(target)
    this.seen.set(target, { count: (known?.count ?? 0) + 1, ts: known?.ts ?? performance.now() })
    this.#waiting.get(target)?.()
  }
}

/** Milliseconds from a message's post to the sight of its answer, one after the other. */
export async function answerTimes(client: Client, roomId: string, answers: Answers, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const began = performance.now()
    const { event_id } = await client.messages.send(roomId, `/echo ${index}`)
    await answers.answered(event_id)
    times.push((answers.seen.get(event_id)?.ts ?? performance.now()) - began)
  }
  return times.sort((a, b) => a - b)
}

/** Answers in a second, with so many messages under way. */
export async function throughput(client: Client, rooms: string[], heard: Answers[], count: number): Promise<number> {
  const began = performance.now()
  const lanes = rooms.map(async (room, lane) => {
    const sent: string[] = []
    for (let index = 0; index < count / rooms.length; index++)
      sent.push((await client.messages.send(room, `load ${index}`)).event_id)
    for (const id of sent) await heard[lane]?.answered(id)
  })
  await Promise.all(lanes)
  return count / ((performance.now() - began) / 1000)
}

export const quantile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
