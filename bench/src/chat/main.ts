import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Contender, compare, median } from '../media/rounds.ts'
import { type DeliveryFigure, deliveries } from './deliveries.ts'
import { fanOut, rawFanOut } from './fan-out.ts'
import { bytesPerEvent, fill } from './growth.ts'
import { rawAppends, type SendFigure, sends } from './sends.ts'
import { startStage } from './stage.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** How long one round of one contender lasts. */
    seconds: { type: 'string', default: '5' },
    /** Held polls to whom one event goes. */
    polls: { type: 'string', default: '1000' },
    /** Events in the logs that are compared; 10000000 takes a quarter of an hour. */
    logs: { type: 'string', default: '10000,1000000' },
    /** Messages a second in a room of 200. */
    pace: { type: 'string', default: '40' },
    only: { type: 'string', default: 'sends,single,growth,fan-out,room' },
  },
})
const [rounds, seconds, polls] = [Number(values.rounds), Number(values.seconds), Number(values.polls)]
const say = (line: string) => process.stderr.write(`${line}\n`)
const report: Record<string, unknown> = {
  schema: 1,
  machine: `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model}`,
  rounds,
  seconds,
}
const parts: Record<string, () => Promise<unknown>> = {
  sends: () => compareSends(64),
  single: () => compareSends(1),
  growth: compareGrowth,
  'fan-out': compareFanOut,
  room: measureRoom,
}
for (const part of values.only.split(',')) {
  say(`${part} …`)
  report[part] = await parts[part]?.()
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)

/** Durable sends through gateway and chat, against what the disk allows in batches of the same size. */
async function compareSends(senders: number) {
  await using stage = await startStage()
  const people = await stage.people(senders)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const seen: SendFigure[] = []
  await sends(people, room, 1)
  const ours: Contender = {
    name: `sends of ${senders} through gateway and chat`,
    measure: async () => {
      const figure = await sends(people, room, seconds)
      seen.push(figure)
      return figure.perSecond
    },
  }
  const limit = {
    name: `raw append and fdatasync, ${senders} at once`,
    measure: async () => rawAppends(stage.folder, senders, seconds),
  }
  const figures = await compare([limit, ours], rounds)
  return { figures, p50_ms: median(seen.map(({ p50Ms }) => p50Ms)), p99_ms: median(seen.map(({ p99Ms }) => p99Ms)) }
}

/** Sends, pages and bytes, as the log grows. */
async function compareGrowth() {
  const results: unknown[] = []
  for (const events of values.logs.split(',').map(Number)) {
    say(`a log of ${events} events`)
    let bytes = 0
    await using stage = await startStage((folder) => {
      fill(folder, events)
      bytes = bytesPerEvent(folder, events)
    })
    const people = await stage.people(64)
    const room = (await people[0]?.room(people.slice(1))) ?? ''
    const figures: number[] = []
    const pages: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      figures.push((await sends(people, room, seconds)).perSecond)
      const began = performance.now()
      for (let n = 0; n < 50; n += 1) await people[0]?.call('GET', `/rooms/${room}/messages?limit=50`)
      pages.push((performance.now() - began) / 50)
    }
    results.push({ events, bytes_per_message: bytes, sends_per_second: median(figures), page_ms: median(pages) })
  }
  return results
}

/** One event to all held polls, beside a bare Node server. */
async function compareFanOut() {
  await using stage = await startStage()
  const people = await stage.people(polls)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const limit = { name: `bare Node, ${polls} held answers, ms`, measure: async () => rawFanOut(polls) }
  const ours = { name: `gateway and chat, ${polls} held polls, ms`, measure: () => fanOut(people, room) }
  return await compare([limit, ours], rounds)
}

/** A room of 200, everybody listening. */
async function measureRoom() {
  await using stage = await startStage()
  const people = await stage.people(200)
  const room = (await people[0]?.room(people.slice(1))) ?? ''
  const seen: DeliveryFigure[] = []
  for (let round = 0; round < rounds; round += 1)
    seen.push(await deliveries(people, room, Number(values.pace), seconds))
  const of = (name: 'perSecond' | 'p50Ms' | 'p99Ms') => median(seen.map((figure) => figure[name]))
  return {
    asked_per_second: Number(values.pace) * 200,
    deliveries_per_second: of('perSecond'),
    p50_ms: of('p50Ms'),
    p99_ms: of('p99Ms'),
  }
}
