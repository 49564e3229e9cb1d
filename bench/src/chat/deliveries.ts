import { setTimeout as sleep } from 'node:timers/promises'

export interface DeliveryFigure {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Sends that were not taken: a server that fell far behind refuses. */
  refused: number
}

/** Somebody in the room, on whatever server. */
export interface Listener {
  /** Hears until `stop`; gives each piece of what came in to `hear`. */
  listen(hear: (text: string) => void): { stop(): Promise<void> }
  /** Sends a text to everybody; settles when the server took it. */
  tell(text: string): Promise<unknown>
}

/** What is said: the time it was said at, so that whoever hears it knows how late it is. */
const said = /\bat(\d{13})\b/g

/** Everybody in a room listens; some of them send at a steady pace. How many deliveries a second, and how late. */
export async function deliveries(
  people: readonly Listener[],
  sendsPerSecond: number,
  seconds: number,
): Promise<DeliveryFigure> {
  const late: number[] = []
  const hear = (text: string) => {
    const now = Date.now()
    for (const [, at] of text.matchAll(said)) late.push(now - Number(at))
  }
  const listening = people.map((person) => person.listen(hear))
  await sleep(1000)
  const count = Math.round(sendsPerSecond * seconds)
  const began = performance.now()
  const sent: Promise<unknown>[] = []
  let refused = 0
  for (let n = 0; n < count; n += 1) {
    const due = began + (n * 1000) / sendsPerSecond
    while (performance.now() < due) await sleep(1)
    const told = people[n % people.length]?.tell(`at${Date.now()} hello`)
    sent.push(told?.catch(() => refused++) ?? Promise.resolve())
  }
  await Promise.all(sent)
  while (late.length < (count - refused) * people.length && performance.now() - began < (seconds + patienceS) * 1000)
    await sleep(5)
  const perSecond = (late.length * 1000) / (performance.now() - began)
  await Promise.all(listening.map(({ stop }) => stop()))
  late.sort((a, b) => a - b)
  const at = (part: number) => late[Math.floor(late.length * part)] ?? 0
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), refused }
}

/** How long a server that fell behind is waited for, in seconds. */
const patienceS = 10
