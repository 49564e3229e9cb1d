import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { endCleanly } from '../ending.ts'
import { compareBodies } from './compare-bodies.ts'
import { compareLatency } from './compare-latency.ts'
import { compareLoad } from './compare-load.ts'
import { comparePolls } from './compare-polls.ts'
import { peerVersions, requirePeers } from './peers.ts'
import { Rounds } from './rounds.ts'
import { startStage } from './stage.ts'
import { type Table, tableText } from './table.ts'

const parts = { load: compareLoad, latency: compareLatency, polls: comparePolls, streams: compareBodies }
const names = Object.keys(parts) as (keyof typeof parts)[]

endCleanly()
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** How long one round of one contender lasts. */
    seconds: { type: 'string', default: '5' },
    /** Rounds end after this, even if some are left: for each part. */
    'most-seconds': { type: 'string', default: '210' },
    polls: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '1024' },
    /** Whether missing peers may be installed from the distribution; needs root. */
    install: { type: 'boolean', default: false },
    only: { type: 'string', default: names.join(',') },
    json: { type: 'boolean', default: false },
  },
})
const wanted = values.only.split(',')
const unknown = wanted.find((name) => !(name in parts))
if (unknown !== undefined) throw new Error(`--only takes ${names.join(', ')}; ${unknown} is none of them`)

const machine = `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model}`
const say = (line: string) => void process.stderr.write(`${line}\n`)
requirePeers(values.install)
const peers = peerVersions()
if (!values.json) process.stdout.write(`${[machine, ...peers].join('\n')}\n`)

await using stage = await startStage()
const tables: Record<string, Table> = {}
for (const name of names.filter((name) => wanted.includes(name))) {
  const rounds = new Rounds({ rounds: Number(values.rounds), mostSeconds: Number(values['most-seconds']), say })
  const settings = {
    ...{ rounds, say, seconds: Number(values.seconds) },
    ...{ polls: Number(values.polls), megabytes: Number(values.megabytes) },
  }
  const table = await parts[name](stage, settings)
  tables[name] = table
  if (!values.json) process.stdout.write(tableText(table))
}
if (values.json) process.stdout.write(`${JSON.stringify({ schema: 2, machine, peers, tables })}\n`)
