import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../media/rounds.ts'
import { figureOf } from './figures.ts'
import { type FilledLog, fill } from './filled-log.ts'
import { pageMs, syncMs } from './growth.ts'
import type { Person } from './person.ts'
import type { Part } from './report.ts'
import type { RunOptions } from './run-options.ts'
import { sends } from './sends.ts'
import { startStage } from './stage.ts'

/** A filled log with the servers that use it. */
interface OpenLog extends FilledLog {
  reader: Person
  senders: readonly Person[]
  room: string
}

interface Seen {
  sent: number[]
  pages: number[]
  firstSyncs: number[]
  nextSyncs: number[]
}

/** Sends, pages, syncs and bytes, as the log grows: all logs in turn, round by round. */
export async function compareGrowth(run: RunOptions): Promise<Part[]> {
  await using stages = new AsyncDisposableStack()
  const logs: OpenLog[] = []
  for (const events of run.logs) logs.push(await openLog(events, run, stages))
  const seen = logs.map((): Seen => ({ sent: [], pages: [], firstSyncs: [], nextSyncs: [] }))
  for (const log of logs) await measureLog(log, 1, emptySeen())
  for (let round = 0; round < run.rounds; round += 1)
    for (const [at, log] of logs.entries()) await measureLog(log, run.seconds, seen[at] ?? emptySeen())
  const part = (name: string, title: string, unit: string, of: (log: number) => readonly number[]): Part => ({
    part: name,
    title,
    unit,
    figures: logs.map(({ events }, at) => figureOf(`${events} events`, of(at), median(of(0)))),
  })
  const all = (what: keyof Seen) => (at: number) => seen[at]?.[what] ?? []
  return [
    part('growth', 'Sends by 64 as the log grows', 'sends/s', all('sent')),
    part('pages', 'A page of 50 somewhere in the newer half of a random room', 'ms', all('pages')),
    part('first-sync', 'A first sync of somebody in all of up to 1,000 rooms', 'ms', all('firstSyncs')),
    part('next-sync', 'The next sync, with nothing new', 'ms', all('nextSyncs')),
    part('bytes', 'Bytes on disk for each 100-byte message, search index included', 'bytes', (at) => [
      logs[at]?.bytesPerEvent ?? 0,
    ]),
  ]
}

const emptySeen = (): Seen => ({ sent: [], pages: [], firstSyncs: [], nextSyncs: [] })

async function openLog(
  events: number,
  { kept, fillMinutes }: RunOptions,
  stages: AsyncDisposableStack,
): Promise<OpenLog> {
  const folder = keptFolder(events, kept)
  let filled: FilledLog = { events: 0, rooms: 0, bytesPerEvent: 0 }
  const prepare = (dataDir: string) => {
    filled = fill(dataDir, events, fillMinutes)
  }
  const stage = stages.use(await startStage(prepare, folder))
  const [reader, ...senders] = await stage.people(65)
  if (reader === undefined) throw new Error('nobody is there')
  const room = (await senders[0]?.room(senders.slice(1))) ?? ''
  return { ...filled, reader, senders, room }
}

/** A small log is filled anew each time: what is written to it while it is measured would soon be most of it. */
function keptFolder(events: number, kept: string | undefined): string | undefined {
  if (kept === undefined || events < 1_000_000) return undefined
  const folder = join(kept, `log-${events}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

async function measureLog(log: OpenLog, seconds: number, seen: Seen): Promise<void> {
  seen.sent.push((await sends(log.senders, log.room, seconds)).perSecond)
  seen.pages.push(await pageMs(log.reader, log, 200))
  const { first, next } = await syncMs(log.reader)
  seen.firstSyncs.push(first)
  seen.nextSyncs.push(next)
}
