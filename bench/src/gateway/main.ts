import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { median } from '../media/rounds.ts'
import { fullLoad, type LoadFigure, lowLoad } from './load.ts'
import { peerVersions, requirePeers } from './peers.ts'
import { cpuSeconds, memoryMb } from './pinned-process.ts'
import { heldPolls, mostPolls } from './polls.ts'
import { type Contender, startStage } from './stage.ts'
import { download, upload } from './streams.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** How long one round of one contender lasts. */
    seconds: { type: 'string', default: '10' },
    polls: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '1024' },
    /** Whether missing peers may be installed from the distribution; needs root. */
    install: { type: 'boolean', default: false },
    only: { type: 'string', default: 'load,latency,polls,streams' },
    json: { type: 'boolean', default: false },
  },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
const wanted = new Set(values.only.split(','))
const say = (line: string) => process.stderr.write(`${line}\n`)

requirePeers(values.install)
await using stage = await startStage()
const report: Record<string, unknown> = {
  schema: 1,
  machine: `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model}`,
  ...{ peers: peerVersions(), rounds, seconds },
}
if (wanted.has('load')) report['load'] = await compareLoad()
if (wanted.has('latency')) report['low load, p50 ms at 200 requests a second'] = await compareLatency()
if (wanted.has('polls')) report['held polls'] = await measurePolls()
if (wanted.has('streams')) report['bodies, MB/s'] = await compareStreams()
process.stdout.write(`${JSON.stringify(report, null, values.json ? undefined : 2)}\n`)

async function compareLoad() {
  const seen = new Map<Contender, LoadFigure[]>(stage.contenders.map((contender) => [contender, []]))
  for (const [contender] of seen) await fullLoad(urlOf(contender), contender.token, 1, contender.server.pid)
  for (let round = 1; round <= rounds; round += 1) {
    say(`load, round ${round} of ${rounds}`)
    for (const [contender, figures] of seen) figures.push(await loadOf(contender))
  }
  const base = median([...seen.values()][1]?.map(({ requestsPerSecond }) => requestsPerSecond) ?? [])
  return [...seen].map(([contender, figures]) => {
    const of = (name: keyof LoadFigure) => figures.map((figure) => figure[name])
    return {
      name: contender.name,
      requests_per_second: spread(of('requestsPerSecond')),
      against_nginx: rounded(median(of('requestsPerSecond')) / base),
      ...{ p50_ms: rounded(median(of('p50Ms'))), p99_ms: rounded(median(of('p99Ms'))) },
      cpu_us_per_request: rounded(median(of('cpuUsPerRequest'))),
      memory_mb: rounded([contender.server, ...contender.helpers].reduce((sum, { pid }) => sum + memoryMb(pid), 0)),
    }
  })
}

async function loadOf(contender: Contender): Promise<LoadFigure> {
  const helperCpu = () => contender.helpers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const before = helperCpu()
  const figure = await fullLoad(urlOf(contender), contender.token, seconds, contender.server.pid)
  const extra = ((helperCpu() - before) * 1e6) / (figure.requestsPerSecond * seconds)
  return { ...figure, cpuUsPerRequest: figure.cpuUsPerRequest + extra }
}

async function compareLatency() {
  const seen = stage.contenders.map((contender) => ({ contender, times: [] as number[] }))
  for (let round = 1; round <= rounds; round += 1) {
    say(`latency, round ${round} of ${rounds}`)
    for (const { contender, times } of seen) times.push(await lowLoad(urlOf(contender), contender.token, seconds))
  }
  return seen.map(({ contender, times }) => ({ name: contender.name, p50_ms: spread(times) }))
}

async function measurePolls() {
  const polls = mostPolls(Number(values.polls))
  const { ours, nginx, backdrop, tokens } = stage
  const figures = []
  for (const [name, front] of [
    ['BarTAB gateway', ours],
    ['nginx', nginx],
  ] as const) {
    say(`${polls} held polls: ${name}`)
    figures.push({ name, ...(await heldPolls(front, backdrop.origin, tokens.bearer, polls, seconds)) })
  }
  return figures
}

async function compareStreams() {
  const bytes = Number(values.megabytes) * 1_048_576
  const { ours, nginx, tokens } = stage
  const seen = { 'up, BarTAB': [], 'up, nginx': [], 'down, BarTAB': [], 'down, nginx': [] } as Record<string, number[]>
  for (let round = 1; round <= rounds; round += 1) {
    say(`bodies of ${values.megabytes} MiB, round ${round} of ${rounds}`)
    seen['up, BarTAB']?.push(await upload(ours.origin, tokens.bearer, bytes))
    seen['up, nginx']?.push(await upload(nginx.origin, tokens.bearer, bytes))
    seen['down, BarTAB']?.push(await download(ours.origin, tokens.bearer, bytes))
    seen['down, nginx']?.push(await download(nginx.origin, tokens.bearer, bytes))
  }
  return {
    ...Object.fromEntries(Object.entries(seen).map(([name, figures]) => [name, spread(figures)])),
    memory_of_ours_mb: rounded(memoryMb(ours.pid)),
  }
}

function urlOf({ server }: Contender): string {
  return `${server.origin}/chat/v1/rooms`
}

function spread(figures: readonly number[]) {
  return { median: rounded(median(figures)), min: rounded(Math.min(...figures)), max: rounded(Math.max(...figures)) }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
