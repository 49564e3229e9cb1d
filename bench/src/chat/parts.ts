import { type Contender, compare, type Figure, median } from '../media/rounds.ts'
import { BoshPerson } from './bosh-person.ts'
import { type DeliveryFigure, deliveries, type Listener } from './deliveries.ts'
import { BareFanOut, fanOut } from './fan-out.ts'
import { bytesPerEvent, fill } from './growth.ts'
import type { Person } from './person.ts'
import type { Part } from './report.ts'
import { byPolls, byStream } from './room-listeners.ts'
import { rawAppends, type SendFigure, sends } from './sends.ts'
import { startBareStage, startStage } from './stage.ts'
import { startPeer, xmppRecipes } from './xmpp-peers.ts'

export interface RunOptions {
  rounds: number
  seconds: number
  polls: number
  logs: number[]
  paces: number[]
}

/** A contender that remembers how long its sends took. */
function sender(name: string, people: readonly Person[], room: string, seconds: number) {
  const seen: SendFigure[] = []
  const measure = async () => {
    const figure = await sends(people, room, seconds)
    seen.push(figure)
    return figure.perSecond
  }
  const of = (what: 'p50Ms' | 'p99Ms') => median(seen.map((figure) => figure[what]))
  return { contender: { name, measure } satisfies Contender, of }
}

/** Durable sends through gateway and chat, against what the disk allows, and what HTTP over the same two hops does. */
export async function compareSends({ rounds, seconds }: RunOptions, senders: number): Promise<Part[]> {
  await using stage = await startStage()
  await using bare = await startBareStage()
  const people = await stage.people(senders)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  await sends(people, room, 1)
  const ours = sender('gateway and chat, on disk', people, room, seconds)
  const idle = sender('gateway and node:http that does nothing', await bare.people(senders), room, seconds)
  const limit = {
    name: `raw append and fdatasync, ${senders} together`,
    measure: async () => rawAppends(stage.folder, senders, seconds),
  }
  const figures = await compare([limit, ours.contender, idle.contender], rounds)
  const more = {
    'ours, p50 ms': ours.of('p50Ms'),
    'ours, p99 ms': ours.of('p99Ms'),
    'doing nothing, p50 ms': idle.of('p50Ms'),
    'doing nothing, p99 ms': idle.of('p99Ms'),
    'ours to doing nothing': (figures[1]?.median ?? 0) / (figures[2]?.median ?? 1),
  }
  return [{ part: 'sends', title: `Sends by ${senders} at once`, unit: 'sends/s', figures, more }]
}

/** Sends, pages and bytes, as the log grows. */
export async function compareGrowth({ rounds, seconds, logs }: RunOptions): Promise<Part[]> {
  const rows: { events: number; bytes: number; sent: number[]; pages: number[] }[] = []
  for (const events of logs) rows.push(await measureLog(events, rounds, seconds))
  const figures = (name: string, of: (row: (typeof rows)[number]) => number[]): Figure[] => {
    const first = median(of(rows[0] ?? { events: 0, bytes: 0, sent: [], pages: [] }))
    return rows.map((row) => figureOf(`${row.events} events${name}`, of(row), first))
  }
  return [
    {
      part: 'growth',
      title: 'Sends by 64 as the log grows',
      unit: 'sends/s',
      figures: figures('', ({ sent }) => sent),
    },
    { part: 'pages', title: 'A page of 50 as the log grows', unit: 'ms', figures: figures('', ({ pages }) => pages) },
    {
      part: 'bytes',
      title: 'Bytes on disk for each 100-byte message, search index included',
      unit: 'bytes',
      figures: figures('', ({ bytes }) => [bytes]),
    },
  ]
}

function figureOf(name: string, values: number[], first: number): Figure {
  return {
    name,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    ratio: median(values) / first,
  }
}

async function measureLog(events: number, rounds: number, seconds: number) {
  let bytes = 0
  await using stage = await startStage((folder) => {
    fill(folder, events)
    bytes = bytesPerEvent(folder, events)
  })
  const people = await stage.people(64)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const [sent, pages]: number[][] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    sent?.push((await sends(people, room, seconds)).perSecond)
    const began = performance.now()
    for (let n = 0; n < 50; n += 1) await people[0]?.ask('GET', `/rooms/${room}/messages?limit=50`)
    pages?.push((performance.now() - began) / 50)
  }
  return { events, bytes, sent: sent ?? [], pages: pages ?? [] }
}

/** One event to all held polls, beside a bare Node server. */
export async function compareFanOut({ rounds, polls }: RunOptions): Promise<Part[]> {
  await using stage = await startStage()
  await using bare = await BareFanOut.start(polls)
  const people = await stage.people(polls)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const limit = { name: 'bare Node, one body written to all', measure: () => bare.measure() }
  const ours = { name: 'gateway and chat', measure: () => fanOut(people, room) }
  const figures = await compare([limit, ours], rounds)
  return [{ part: 'fan-out', title: `One event to ${polls} held polls, until the last has it`, unit: 'ms', figures }]
}

const members = 200

/** A room of 200, everybody listening, beside XMPP servers at the first pace. */
export async function compareRoom(run: RunOptions): Promise<Part[]> {
  const seen: Part[] = []
  const [first = 40] = run.paces
  for (const recipe of xmppRecipes()) {
    await using peer = await startPeer(recipe)
    const people: BoshPerson[] = []
    for (let no = 0; no < members; no += 1) people.push(await BoshPerson.enter(peer.port, no, peer.room))
    seen.push(await measureRoom(peer.name, people, first, { ...run, rounds: 1 }))
    for (const person of people) person.close()
  }
  await using stage = await startStage()
  const people = await stage.people(members)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  for (const pace of run.paces) {
    seen.push(
      await measureRoom(
        'BarTAB, long polls',
        people.map((person) => byPolls(person, room)),
        pace,
        run,
      ),
    )
    seen.push(
      await measureRoom(
        'BarTAB, streams',
        people.map((person) => byStream(person, room)),
        pace,
        run,
      ),
    )
  }
  return seen
}

async function measureRoom(
  name: string,
  people: readonly Listener[],
  pace: number,
  { rounds, seconds }: RunOptions,
): Promise<Part> {
  const seen: DeliveryFigure[] = []
  for (let round = 0; round < rounds; round += 1) seen.push(await deliveries(people, pace, seconds))
  const of = (what: keyof DeliveryFigure) => median(seen.map((figure) => figure[what]))
  return {
    part: 'room',
    title: `A room of ${members}, ${pace * members} deliveries/s asked for: ${name}`,
    unit: 'deliveries/s',
    figures: [
      figureOf(
        name,
        seen.map(({ perSecond }) => perSecond),
        pace * members,
      ),
    ],
    more: { 'p50 ms': of('p50Ms'), 'p99 ms': of('p99Ms') },
  }
}
