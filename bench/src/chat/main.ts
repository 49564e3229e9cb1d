import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { endCleanly } from '../ending.ts'
import { loadCore } from '../media/server-process.ts'
import { compareFanOut } from './compare-fan-out.ts'
import { compareGrowth } from './compare-growth.ts'
import { compareMost, compareRoom } from './compare-room.ts'
import { compareSends } from './compare-sends.ts'
import { linesOf, machine, type Part } from './report.ts'
import type { RunOptions } from './run-options.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** How long one round of one contender lasts. */
    seconds: { type: 'string', default: '5' },
    /** Held polls to whom one event goes. */
    polls: { type: 'string', default: '1000,10000' },
    /** Events in the logs that are compared; 10000000 takes some ten minutes to fill. */
    logs: { type: 'string', default: '10000,1000000' },
    /** Filling a log ends after so many minutes, however many events there are by then. */
    'fill-minutes': { type: 'string', default: '15' },
    /** A folder in which filled logs are kept: the next run goes on filling, and measures what is there. */
    kept: { type: 'string' },
    /** Messages a second in a room of 200, one after the other. */
    paces: { type: 'string', default: '40,160,435' },
    only: { type: 'string', default: 'sends,single,growth,fan-out,room,room-most' },
    /** The report as one JSON document, instead of tables. */
    json: { type: 'boolean', default: false },
  },
})
const options: RunOptions = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  polls: values.polls.split(',').map(Number),
  logs: values.logs.split(',').map(Number),
  fillMinutes: Number(values['fill-minutes']),
  kept: values.kept,
  paces: values.paces.split(',').map(Number),
}
const parts: Record<string, (options: RunOptions) => Promise<Part[]>> = {
  sends: (run) => compareSends(run, 64),
  single: (run) => compareSends(run, 1),
  growth: compareGrowth,
  'fan-out': compareFanOut,
  room: compareRoom,
  'room-most': compareMost,
}
endCleanly()
// the servers have a core of their own, and so has the load
execFileSync('taskset', ['-cp', loadCore, String(process.pid)], { stdio: 'ignore' })

const report: Part[] = []
if (!values.json)
  process.stdout.write(`${machine()}; median of ${values.rounds} rounds (min–max), ratio to the first\n\n`)
for (const name of values.only.split(',')) {
  process.stderr.write(`${name} …\n`)
  const measured = (await parts[name]?.(options)) ?? []
  report.push(...measured)
  if (!values.json)
    process.stdout.write(
      measured
        .flatMap((part) => linesOf(part))
        .map((line) => `${line}\n`)
        .join(''),
    )
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ schema: 2, machine: machine(), ...options, parts: report }, null, 2)}\n`)
process.exit(0)
