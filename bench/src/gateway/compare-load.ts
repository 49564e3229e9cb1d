import { median } from '../media/rounds.ts'
import { fullLoad, type LoadFigure, warmUpSeconds } from './load.ts'
import { cpuSeconds, memoryMb } from './pinned-process.ts'
import type { Settings } from './settings.ts'
import { type Contender, type Stage, urlOf } from './stage.ts'
import { rounded, spread, type Table } from './table.ts'

/** As many requests a second as each of them manages, with a token on each request. */
export async function compareLoad({ contenders }: Stage, { rounds, seconds }: Settings): Promise<Table> {
  const seen = contenders.map((contender) => ({ contender, figures: [] as LoadFigure[] }))
  for (const { contender } of seen) await loadOf(contender, warmUpSeconds)
  await rounds.run('load', async () => {
    for (const { contender, figures } of seen) figures.push(await loadOf(contender, seconds))
    return seen
      .map(({ contender, figures }) => `${contender.name} ${Math.round(figures.at(-1)?.requestsPerSecond ?? 0)}/s`)
      .join(', ')
  })
  const rate = (figures: readonly LoadFigure[]) => median(figures.map(({ requestsPerSecond }) => requestsPerSecond))
  const nginx = rate(seen.find(({ contender }) => contender.yardstick === true)?.figures ?? [])
  return {
    title: 'Full load: 64 kept connections, 300 bytes of JSON, a token of 600 bytes',
    rounds: rounds.done,
    columns: ['requests/s', 'x nginx', 'p50 ms', 'p99 ms', 'CPU µs a request', 'memory MB'],
    rows: seen.map(({ contender, figures }) => {
      const of = (name: keyof LoadFigure) => figures.map((figure) => figure[name])
      const memory = [contender.server, ...contender.helpers].reduce((sum, { pid }) => sum + memoryMb(pid), 0)
      const cells = [spread(of('requestsPerSecond')), rounded(rate(figures) / nginx), median(of('p50Ms'))]
      return { name: contender.name, cells: [...cells, median(of('p99Ms')), median(of('cpuUsPerRequest')), memory] }
    }),
  }
}

async function loadOf(contender: Contender, seconds: number): Promise<LoadFigure> {
  const helperCpu = () => contender.helpers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const before = helperCpu()
  const figure = await fullLoad(urlOf(contender), contender.token, seconds, contender.server.pid)
  const extra = ((helperCpu() - before) * 1e6) / (figure.requestsPerSecond * seconds)
  return { ...figure, cpuUsPerRequest: figure.cpuUsPerRequest + extra }
}
