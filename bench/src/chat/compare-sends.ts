import { type Contender, compare, median } from '../media/rounds.ts'
import { CpuShares } from './cpu-time.ts'
import { mediansOf } from './figures.ts'
import type { Person } from './person.ts'
import type { Part } from './report.ts'
import type { RunOptions } from './run-options.ts'
import { rawAppends, type SendFigure, sends } from './sends.ts'
import { bareLog, bareServer, startBareStage, startStage } from './stage.ts'

interface Sender {
  name: string
  people: readonly Person[]
  room: string
  /** Whose processor time is looked at. */
  pids: Record<string, number>
}

/** Each sends for so long before it is measured: until then V8 still compiles what runs often, and the slowest sends show it. */
const warmSeconds = 8

/** A contender that remembers how long its sends took, and what they cost. */
async function sender({ name, people, room, pids }: Sender, seconds: number) {
  const seen: SendFigure[] = []
  const cpu = new CpuShares(pids)
  await sends(people, room, warmSeconds)
  const measure = async () => {
    const figure = await cpu.during(
      () => sends(people, room, seconds),
      ({ count }) => count,
    )
    seen.push(figure)
    return figure.perSecond
  }
  const of = (what: 'p50Ms' | 'p99Ms') => median(seen.map((figure) => figure[what]))
  return { contender: { name, measure } satisfies Contender, of, cpu }
}

/** Durable sends through gateway and chat, against what the disk allows, and what HTTP over the same two hops does: with the same rows written, and with nothing. */
export async function compareSends({ rounds, seconds }: RunOptions, senders: number): Promise<Part[]> {
  await using stage = await startStage()
  await using bare = await startBareStage(bareServer)
  await using log = await startBareStage(bareLog)
  const people = await stage.people(senders)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const pids = { gateway: stage.gateway.pid, chat: stage.chat.pid }
  const ours = await sender({ name: 'gateway and chat, on disk', people, room, pids }, seconds)
  const others = async (name: string, at: typeof bare) =>
    sender(
      { name, people: await at.people(senders), room, pids: { gateway: at.gateway.pid, server: at.server.pid } },
      seconds,
    )
  const rows = await others('gateway and node:http, the same rows on disk', log)
  const idle = await others('gateway and node:http that does nothing', bare)
  const limit = {
    name: `raw append and fdatasync, ${senders} together`,
    measure: async () => rawAppends(stage.folder, senders, seconds),
  }
  const figures = await compare([limit, ours.contender, rows.contender, idle.contender], rounds)
  const more = {
    'ours, p50 ms': ours.of('p50Ms'),
    'ours, p99 ms': ours.of('p99Ms'),
    'the same rows, p50 ms': rows.of('p50Ms'),
    'the same rows, p99 ms': rows.of('p99Ms'),
    'doing nothing, p50 ms': idle.of('p50Ms'),
    'doing nothing, p99 ms': idle.of('p99Ms'),
    'ours to the same rows': (figures[1]?.median ?? 0) / (figures[2]?.median ?? 1),
    'ours to doing nothing': (figures[1]?.median ?? 0) / (figures[3]?.median ?? 1),
    ...mediansOf(ours.cpu.seen, 'CPU µs a send'),
    ...mediansOf(prefixed('the same rows: ', rows.cpu.seen), 'CPU µs a send'),
    ...mediansOf(prefixed('doing nothing: ', idle.cpu.seen), 'CPU µs a send'),
  }
  return [{ part: 'sends', title: `Sends by ${senders} at once`, unit: 'sends/s', figures, more }]
}

const prefixed = <T>(prefix: string, of: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [prefix + name, value]))
