import { median } from '../media/rounds.ts'
import { BareRoom } from './bare-room.ts'
import { BoshPerson } from './bosh-person.ts'
import { CpuShares } from './cpu-time.ts'
import { type DeliveryFigure, deliveries, type Listener, mostDeliveries } from './deliveries.ts'
import { figureOf, mediansOf } from './figures.ts'
import type { Part } from './report.ts'
import { byPolls, byStream } from './room-listeners.ts'
import type { RunOptions } from './run-options.ts'
import { startStage } from './stage.ts'
import { TcpPerson } from './tcp-person.ts'
import { startPeer, xmppRecipes } from './xmpp-peers.ts'

const members = 200
/** How long each step of a search for the most deliveries lasts, in seconds, and how often each is searched for. */
const [stepSeconds, mostSearches] = [2, 2]
/** Each room is lively for so long before it is measured: V8 compiles what runs often. */
const warmSeconds = 5

/** A room of 200 on some server, everybody listening. */
interface Room {
  name: string
  people: readonly Listener[]
  /** Messages a second at which it is warmed up, and at which the search for its most begins. */
  from: number
  /** Peers are looked at with the first pace alone. */
  isPeer: boolean
  pids: Record<string, number>
}

/** A room of 200, beside XMPP servers and bare Node: how late at some paces, all in turn. */
export async function compareRoom(run: RunOptions): Promise<Part[]> {
  await using stack = new AsyncDisposableStack()
  const rooms = await warmRooms(stack)
  const parts: Part[] = []
  for (const [at, pace] of run.paces.entries())
    parts.push(
      ...(await comparePace(
        rooms.filter(({ isPeer }) => at === 0 || !isPeer),
        pace,
        run,
      )),
    )
  return parts
}

async function warmRooms(stack: AsyncDisposableStack): Promise<Room[]> {
  const rooms = [...(await ourRooms(stack)), ...(await peerRooms(stack))]
  for (const { name, people, from } of rooms) {
    process.stderr.write(`  ${name}: warming up …\n`)
    await deliveries(people, from, warmSeconds)
  }
  return rooms
}

async function ourRooms(stack: AsyncDisposableStack): Promise<Room[]> {
  const stage = stack.use(await startStage())
  const bare = stack.use(await BareRoom.open(members))
  const people = await stage.people(members)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const ours = { isPeer: false, pids: { gateway: stage.gateway.pid, chat: stage.chat.pid } }
  return [
    { name: 'BarTAB, streams', people: people.map((person) => byStream(person, room)), from: 160, ...ours },
    { name: 'BarTAB, long polls', people: people.map((person) => byPolls(person, room)), from: 120, ...ours },
    { name: 'bare Node, the same bytes', people: bare.people, from: 300, isPeer: false, pids: {} },
  ]
}

async function peerRooms(stack: AsyncDisposableStack): Promise<Room[]> {
  const rooms: Room[] = []
  for (const recipe of xmppRecipes()) {
    const { name, ports, room } = stack.use(await startPeer(recipe))
    const [bosh, tcp]: [BoshPerson[], TcpPerson[]] = [[], []]
    for (let no = 0; no < members; no += 1) bosh.push(await BoshPerson.enter(ports.bosh, no, room))
    for (let no = 0; no < members; no += 1) tcp.push(await TcpPerson.enter(ports.tcp, no, `tcp-${room}`))
    const peer = { isPeer: true, pids: {} }
    rooms.push({ name: `${name}, BOSH`, people: bosh, from: 20, ...peer })
    rooms.push({ name: `${name}, TCP`, people: tcp, from: 40, ...peer })
  }
  return rooms
}

async function comparePace(rooms: readonly Room[], pace: number, { rounds, seconds }: RunOptions): Promise<Part[]> {
  const seen = rooms.map(({ pids }) => ({ figures: [] as DeliveryFigure[], cpu: new CpuShares(pids) }))
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`  ${pace * members} deliveries/s, round ${round + 1} of ${rounds} …\n`)
    for (const [at, { people }] of rooms.entries()) {
      const measured = await seen[at]?.cpu.during(
        () => deliveries(people, pace, seconds),
        ({ part }) => part * pace * seconds * members,
      )
      if (measured !== undefined) seen[at]?.figures.push(measured)
    }
  }
  return rooms.map(({ name }, at) => paceOf(name, pace, seen[at]?.figures ?? [], seen[at]?.cpu.seen ?? {}))
}

function paceOf(name: string, pace: number, seen: DeliveryFigure[], cpu: Readonly<Record<string, number[]>>): Part {
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
    more: {
      'p50 ms': of('p50Ms'),
      'p99 ms': of('p99Ms'),
      'sends refused': of('refused'),
      'the load, part of its core': of('load'),
      ...mediansOf(cpu, 'CPU µs a delivery'),
    },
  }
}

/** Each room's most deliveries a second. One search has many steps: two of them take minutes. */
export async function compareMost({ rounds }: RunOptions): Promise<Part[]> {
  await using stack = new AsyncDisposableStack()
  const rooms = await warmRooms(stack)
  const seen = rooms.map((): number[] => [])
  for (let round = 0; round < Math.min(rounds, mostSearches); round += 1)
    for (const [at, { name, people, from }] of rooms.entries()) {
      process.stderr.write(`  the most of ${name}, search ${round + 1} …\n`)
      seen[at]?.push(await mostDeliveries(people, from, stepSeconds))
    }
  const first = median(seen[0] ?? [])
  const figures = rooms.map(({ name }, at) => figureOf(name, seen[at] ?? [], first))
  const title = `A room of ${members}: the most deliveries before it falls behind`
  return [{ part: 'room-most', title, unit: 'deliveries/s', figures }]
}
