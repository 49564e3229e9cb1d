import { type Contender, compare, type Figure, median } from '../media/rounds.ts'
import { BoshPerson } from './bosh-person.ts'
import { type DeliveryFigure, deliveries, type Listener } from './deliveries.ts'
import { BareFanOut, fanOut } from './fan-out.ts'
import { type FilledLog, fill, pageMs, syncMs } from './growth.ts'
import type { Person } from './person.ts'
import type { Part } from './report.ts'
import { byPolls, byStream } from './room-listeners.ts'
import { rawAppends, type SendFigure, sends } from './sends.ts'
import { bareLog, bareServer, startBareStage, startStage } from './stage.ts'
import { startPeer, xmppRecipes } from './xmpp-peers.ts'

export interface RunOptions {
  rounds: number
  seconds: number
  polls: number
  logs: number[]
  fillMinutes: number
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

/** Durable sends through gateway and chat, against what the disk allows, and what HTTP over the same two hops does: with the same rows written, and with nothing. */
export async function compareSends({ rounds, seconds }: RunOptions, senders: number): Promise<Part[]> {
  await using stage = await startStage()
  await using bare = await startBareStage(bareServer)
  await using log = await startBareStage(bareLog)
  const people = await stage.people(senders)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  await sends(people, room, 1)
  const ours = sender('gateway and chat, on disk', people, room, seconds)
  const idle = sender('gateway and node:http that does nothing', await bare.people(senders), room, seconds)
  const rows = sender('gateway and node:http, the same rows on disk', await log.people(senders), room, seconds)
  const limit = {
    name: `raw append and fdatasync, ${senders} together`,
    measure: async () => rawAppends(stage.folder, senders, seconds),
  }
  const figures = await compare([limit, ours.contender, rows.contender, idle.contender], rounds)
  const more = {
    'ours, p50 ms': ours.of('p50Ms'),
    'ours, p99 ms': ours.of('p99Ms'),
    'the same rows, p50 ms': rows.of('p50Ms'),
    'doing nothing, p50 ms': idle.of('p50Ms'),
    'ours to the same rows': (figures[1]?.median ?? 0) / (figures[2]?.median ?? 1),
    'ours to doing nothing': (figures[1]?.median ?? 0) / (figures[3]?.median ?? 1),
  }
  return [{ part: 'sends', title: `Sends by ${senders} at once`, unit: 'sends/s', figures, more }]
}

/** Sends, pages, syncs and bytes, as the log grows. */
export async function compareGrowth({ rounds, seconds, logs, fillMinutes }: RunOptions): Promise<Part[]> {
  const rows: MeasuredLog[] = []
  for (const events of logs) rows.push(await measureLog(events, fillMinutes, rounds, seconds))
  const part = (name: string, title: string, unit: string, of: (row: MeasuredLog) => number[]): Part => {
    const first = median(rows[0] === undefined ? [] : of(rows[0]))
    return { part: name, title, unit, figures: rows.map((row) => figureOf(`${row.events} events`, of(row), first)) }
  }
  return [
    part('growth', 'Sends by 64 as the log grows', 'sends/s', ({ sent }) => sent),
    part('pages', 'A page of 50 somewhere in the newer half of a random room', 'ms', ({ pages }) => pages),
    part('first-sync', 'A first sync of somebody in all of up to 1,000 rooms', 'ms', ({ firstSyncs }) => firstSyncs),
    part('next-sync', 'The next sync, with nothing new', 'ms', ({ nextSyncs }) => nextSyncs),
    part('bytes', 'Bytes on disk for each 100-byte message, search index included', 'bytes', (row) => [
      row.bytesPerEvent,
    ]),
  ]
}

interface MeasuredLog extends FilledLog {
  sent: number[]
  pages: number[]
  firstSyncs: number[]
  nextSyncs: number[]
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

async function measureLog(wanted: number, minutes: number, rounds: number, seconds: number): Promise<MeasuredLog> {
  let filled: FilledLog = { events: 0, rooms: 0, bytesPerEvent: 0 }
  await using stage = await startStage((folder) => {
    filled = fill(folder, wanted, minutes)
  })
  const [reader, ...senders] = await stage.people(65)
  if (reader === undefined) throw new Error('nobody is there')
  const room = (await senders[0]?.room(senders.slice(1))) ?? ''
  const seen: MeasuredLog = { ...filled, sent: [], pages: [], firstSyncs: [], nextSyncs: [] }
  for (let round = 0; round < rounds; round += 1) {
    seen.sent.push((await sends(senders, room, seconds)).perSecond)
    seen.pages.push(await pageMs(reader, filled, 200))
    const { first, next } = await syncMs(reader)
    seen.firstSyncs.push(first)
    seen.nextSyncs.push(next)
  }
  return seen
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
  process.stderr.write(`  ${name}, ${pace * members} deliveries/s …\n`)
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
    more: { 'p50 ms': of('p50Ms'), 'p99 ms': of('p99Ms'), 'sends refused': of('refused') },
  }
}
