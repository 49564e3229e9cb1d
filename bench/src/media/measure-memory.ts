import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { uploadFile } from './bench-media.ts'
import { fill } from './compare-uploads.ts'
import type { Table } from './report.ts'
import { residentMb } from './server-process.ts'
import type { Stage } from './stage.ts'

/** The most that media's process holds while it takes uploads from 1 MB up to the largest. */
export async function measureMemory({ folder, backdrop, media }: Stage, largest: number): Promise<Table> {
  const figures = []
  let first = 0
  for (const megabytes of [1, 1, 10, 100, largest]) {
    const file = join(folder, 'memory.bin')
    await fill(file, megabytes)
    const sampled = sample(media.pid)
    await uploadFile(media.origin, backdrop, file)
    const peak = sampled.stop()
    await rm(file)
    first ||= peak
    figures.push({ name: `while ${megabytes} MiB come in`, median: peak, min: peak, max: peak, ratio: peak / first })
  }
  return { title: 'Memory of media', unit: 'MB resident at the most', figures }
}

function sample(pid: number): { stop(): number } {
  let most = 0
  const look = () => {
    most = Math.max(most, residentMb(pid).now)
  }
  const timer = setInterval(look, 20)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return most
    },
  }
}
