import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FootprintStack } from './stack.ts'

/** One that runs: a server, or the supervisor of processes. */
export interface Running {
  name: string
  /** Milliseconds since the epoch. */
  startedTs: number
  /** What the kernel counts for it at this moment, MB. */
  memoryMb: () => number
}

/** What runs of a stack, in the order of its names. */
export function running(stack: FootprintStack): Running[] {
  const found = stack.driver === 'docker' ? containers(stack) : processes(stack)
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface Note {
  process: { pid: number }
  units: { name: string; startedTs: number; process: { pid: number } }[]
}

function processes({ home, name }: FootprintStack): Running[] {
  const note = JSON.parse(readFileSync(join(home, 'stacks', name, 'supervisor.json'), 'utf8')) as Note
  const supervisor = { name: 'supervisor', startedTs: 0, process: note.process }
  return [...note.units, supervisor].map(({ name, startedTs, process: { pid } }) => ({
    ...{ name, startedTs },
    memoryMb: () => proportionalMb(pid),
  }))
}

function proportionalMb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024
}

function containers({ name }: FootprintStack): Running[] {
  const ids = docker('ps', '--quiet', '--filter', `label=chat.bartab.stack=${name}`).split('\n')
  return ids.map((id) => {
    const [service = '', startedAt = ''] = docker('inspect', '--format', inspected, id).split(' ')
    return { name: service, startedTs: Date.parse(startedAt), memoryMb: () => containerMb(id) }
  })
}

const inspected = '{{index .Config.Labels "chat.bartab.service"}} {{.State.StartedAt}}'

/** The engine leaves out what the kernel could drop from its cache of files at any time. */
function containerMb(id: string): number {
  const [, amount, unit = ''] =
    /^([\d.]+)([KMG]iB)/.exec(docker('stats', '--no-stream', '--format', '{{.MemUsage}}', id)) ?? []
  return Number(amount) * ({ KiB: 1 / 1_024, MiB: 1, GiB: 1_024 }[unit] ?? Number.NaN)
}

const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim()
