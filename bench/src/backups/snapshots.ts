import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@bartab/sdk/client'
import { bartab, bartabHeard } from './command.ts'
import { type FilledStack, password } from './filled-stack.ts'
import { spread } from './spread.ts'
import { type Delays, delaysDuring, type Tail, type Watched } from './write-delays.ts'

interface Listed {
  backups: { bytes: number; written: number; files: number }[]
}
interface Drilled {
  receipt: { proved: boolean; duration_ms: number; isolation: string; checks: { name: string; duration_ms: number }[] }
}

/** As many writes as come during a backup: a tail of fewer is shorter by itself. */
const idleMs = 20_000

interface Round {
  created: Listed['backups'][number] | undefined
  createMs: number
  againMs: number
  delays: Delays
  drilled: Drilled['receipt']
  drillMs: number
  peaks: { create: number; drill: number }
}

/**
 * What a backup of a stack takes, what a concurrent write feels of it, and how long it takes until it is proved; each
 * round into a place that holds nothing yet.
 */
export async function measureSnapshots(
  filled: FilledStack,
  rounds: number,
  say: (line: string) => void,
): Promise<object> {
  const owner = new Client({ url: filled.url })
  await owner.auth.login({ username: 'owner', password })
  const watched: Watched = { client: owner, room: filled.room, folder: filled.home }
  const idle = await delaysDuring(watched, async () => await sleep(idleMs))
  say(JSON.stringify({ idle }))
  const all: Round[] = []
  for (let n = 0; n < rounds; n += 1) {
    all.push(await oneRound(filled, watched))
    say(JSON.stringify(all.at(-1)))
  }
  return report(all, idle)
}

async function oneRound(filled: FilledStack, watched: Watched): Promise<Round> {
  const place = join(filled.home, 'place')
  rmSync(place, { recursive: true, force: true })
  const ran = { create: { tookMs: 0, peakBytes: 0 } }
  const delays = await delaysDuring(watched, async (note) => {
    ran.create = await bartabHeard(filled, note, 'backup', 'create', '--to', place)
  })
  const { backups } = (await bartab<Listed>(filled, 'backup', 'list', '--from', place)).answer
  const again = await bartab(filled, 'backup', 'create', '--to', place)
  const drill = await bartab<Drilled>(filled, 'backup', 'drill', '--from', place)
  rmSync(place, { recursive: true, force: true })
  return {
    created: backups[0],
    createMs: ran.create.tookMs,
    againMs: again.tookMs,
    delays,
    drilled: drill.answer.receipt,
    drillMs: drill.tookMs,
    peaks: { create: ran.create.peakBytes, drill: drill.peakBytes },
  }
}

function report(all: readonly Round[], idle: Delays): object {
  const of = (value: (round: Round) => number) => spread(all.map(value))
  const steps = all[0]?.drilled.checks ?? []
  return {
    rounds: all.length,
    held_mb: of(({ created }) => (created?.bytes ?? 0) / 1e6),
    stored_mb: of(({ created }) => (created?.written ?? 0) / 1e6),
    files: of(({ created }) => created?.files ?? 0),
    create: {
      seconds: of(({ createMs }) => createMs / 1000),
      mb_per_s: of(({ created, createMs }) => (created?.bytes ?? 0) / 1e3 / createMs),
      peak_mb: of(({ peaks }) => peaks.create / 1e6),
      again_seconds: of(({ againMs }) => againMs / 1000),
    },
    write_ms: {
      without: `${tailText(idle)}; ${idle.slowest.join('; ')}`,
      disk_alone_without: tailText(idle.disk),
      median: of(({ delays }) => delays.medianMs),
      p99: of(({ delays }) => delays.p99Ms),
      longest: of(({ delays }) => delays.longestMs),
      disk_alone: all.map(({ delays }) => tailText(delays.disk)).join('\n'),
      longest_against_disk: of(({ delays }) => delays.longestMs / delays.disk.longestMs),
      slowest: all.map(({ delays }) => delays.slowest.join('; ')).join('\n'),
    },
    drill: {
      proved: all.every(({ drilled }) => drilled.proved),
      isolation: all[0]?.drilled.isolation,
      seconds: of(({ drillMs }) => drillMs / 1000),
      peak_mb: of(({ peaks }) => peaks.drill / 1e6),
      step_ms: Object.fromEntries(
        steps.map(({ name }, n) => [name, of(({ drilled }) => drilled.checks[n]?.duration_ms ?? 0)]),
      ),
    },
  }
}

const tailText = ({ medianMs, p99Ms, longestMs }: Tail): string =>
  `median ${medianMs.toFixed(1)}, p99 ${p99Ms.toFixed(1)}, longest ${longestMs.toFixed(1)}`
