import { setTimeout as sleep } from 'node:timers/promises'

export interface DeliveryFigure {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Sends that were not taken: a server that fell far behind refuses. */
  refused: number
  /** Deliveries that came, of those that were due. */
  part: number
  /** How long the last ones were waited for after the last send, in milliseconds. */
  tailMs: number
  /** How much of its core the load used, 0 to 1: near to 1, it is the load that is measured. */
  load: number
}

/** Somebody in the room, on whatever server. */
export interface Listener {
  /** Hears until `stop`; gives each piece of what came in to `hear`. */
  listen(hear: (text: string) => void): { stop(): Promise<void> }
  /** Sends a text to everybody; settles when the server took it. */
  tell(text: string): Promise<unknown>
}

/** What is said in one round tells the time it was said at, so that whoever hears it knows how late it is. */
class Round {
  static #count = 0
  readonly late: number[] = []
  readonly #mark: string

  constructor() {
    Round.#count += 1
    this.#mark = `round${Round.#count}at`
  }

  text(): string {
    return `${this.#mark}${Date.now()} hello`
  }

  /** Counts what was said in this round alone: a listener that begins may be told of earlier ones. */
  hear(text: string): void {
    for (let at = text.indexOf(this.#mark); at !== -1; at = text.indexOf(this.#mark, at)) {
      at += this.#mark.length
      this.late.push(Date.now() - Number(text.slice(at, at + 13)))
    }
  }
}

/**
 * Everybody in a room listens; some of them send at a steady pace. How many deliveries a second, and how late. A server
 * that fell behind is waited for `patienceMs`, milliseconds.
 */
export async function deliveries(
  people: readonly Listener[],
  sendsPerSecond: number,
  seconds: number,
  patienceMs = 10_000,
): Promise<DeliveryFigure> {
  const round = new Round()
  const listening = people.map((person) => person.listen((text) => round.hear(text)))
  await sleep(1000)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const { count, refused } = await steadySends(people, round, sendsPerSecond, seconds, patienceMs)
  const sent = performance.now()
  const due = (count - refused) * people.length
  while (round.late.length < due && performance.now() - sent < patienceMs) await sleep(2)
  const [tookMs, used] = [performance.now() - began, process.cpuUsage(cpu)]
  await Promise.all(listening.map(({ stop }) => stop()))
  const late = round.late.toSorted((a, b) => a - b)
  const at = (part: number) => late[Math.floor(late.length * part)] ?? 0
  return {
    ...{ perSecond: (late.length * 1000) / tookMs, p50Ms: at(0.5), p99Ms: at(0.99), refused },
    ...{ part: late.length / due, tailMs: tookMs - (sent - began), load: (used.user + used.system) / 1000 / tookMs },
  }
}

/** Sends on time, whether or not those before were taken. */
async function steadySends(
  people: readonly Listener[],
  round: Round,
  perSecond: number,
  seconds: number,
  patienceMs: number,
) {
  const count = Math.round(perSecond * seconds)
  const began = performance.now()
  const sent: Promise<unknown>[] = []
  let refused = 0
  for (let n = 0; n < count; n += 1) {
    const due = began + (n * 1000) / perSecond
    while (performance.now() < due) await sleep(1)
    const told = people[n % people.length]?.tell(round.text())
    sent.push(told?.catch(() => refused++) ?? Promise.resolve())
  }
  await Promise.race([Promise.all(sent), sleep(patienceMs)])
  return { count, refused }
}

const longestTailMs = 1000

/** Whether a server keeps up: everything arrives, and nothing of it much later than it was said. */
const keepsUp = ({ part, p99Ms, tailMs, refused }: DeliveryFigure): boolean =>
  refused === 0 && part > 0.999 && p99Ms < 1000 && tailMs < longestTailMs

/** The most deliveries a second before a server falls behind: looked for in steps of a half, then of an eighth. */
export async function mostDeliveries(people: readonly Listener[], fromPace: number, seconds: number): Promise<number> {
  let [pace, most] = [fromPace, await reached(people, fromPace, seconds)]
  while (most === 0 && pace > 1) {
    pace /= 2
    most = await reached(people, pace, seconds)
  }
  for (const step of [1.5, 1.125])
    for (let next = most; next > 0; ) {
      next = await reached(people, pace * step, seconds)
      if (next > 0) [pace, most] = [pace * step, Math.max(most, next)]
    }
  return most
}

/** A step that fails is tried once more: something else on the machine may have had its moment. */
const reached = async (...step: Parameters<typeof kept>): Promise<number> =>
  (await kept(...step)) || (await kept(...step))

/** Deliveries a second at a pace; 0 when the server falls behind. */
async function kept(people: readonly Listener[], pace: number, seconds: number): Promise<number> {
  const figure = await deliveries(people, pace, seconds, longestTailMs)
  return keepsUp(figure) ? figure.perSecond : 0
}
