import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@bartab/sdk/client'
import { bartab, bartabHeard } from './command.ts'
import { type FilledStack, password } from './filled-stack.ts'
import { spread } from './spread.ts'
import { type Delays, delaysDuring } from './write-delays.ts'

interface Created {
  backup: { bytes: number; written: number; files: number }
}
interface Drilled {
  receipt: { proved: boolean; duration_ms: number; isolation: string; checks: { name: string; duration_ms: number }[] }
}

interface Round {
  created: Created['backup']
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
  const idle = await delaysDuring(owner, filled.room, async () => await sleep(5000))
  const all: Round[] = []
  for (let n = 0; n < rounds; n += 1) {
    all.push(await oneRound(filled, owner))
    say(JSON.stringify(all.at(-1)))
  }
  return report(all, idle)
}

async function oneRound(filled: FilledStack, owner: Client): Promise<Round> {
  const place = join(filled.home, 'place')
  rmSync(place, { recursive: true, force: true })
  const ran = { create: { tookMs: 0, peakBytes: 0, answer: {} as Created } }
  const delays = await delaysDuring(owner, filled.room, async (note) => {
    ran.create = await bartabHeard<Created>(filled, note, 'backup', 'create', '--to', place)
  })
  const again = await bartab<Created>(filled, 'backup', 'create', '--to', place)
  const drill = await bartab<Drilled>(filled, 'backup', 'drill', '--from', place)
  rmSync(place, { recursive: true, force: true })
  return {
    created: ran.create.answer.backup,
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
    held_mb: of(({ created }) => created.bytes / 1e6),
    stored_mb: of(({ created }) => created.written / 1e6),
    files: of(({ created }) => created.files),
    create: {
      seconds: of(({ createMs }) => createMs / 1000),
      mb_per_s: of(({ created, createMs }) => created.bytes / 1e3 / createMs),
      peak_mb: of(({ peaks }) => peaks.create / 1e6),
      again_seconds: of(({ againMs }) => againMs / 1000),
    },
    write_ms: {
      without: `median ${idle.medianMs.toFixed(1)}, longest ${idle.longestMs.toFixed(1)}`,
      median: of(({ delays }) => delays.medianMs),
      p99: of(({ delays }) => delays.p99Ms),
      longest: of(({ delays }) => delays.longestMs),
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
