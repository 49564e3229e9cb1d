import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Whether a signal has stopped a process; false where that cannot be seen. */
export function isFrozen(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).startsWith('T') ?? false
}

/** How many files and connections a process may have open; nothing where that cannot be seen, or there is no bound. */
export function openFilesLimit(pid: number): number | undefined {
  const [, most] = /^Max open files\s+\S+\s+(\d+)/m.exec(read(`/proc/${pid}/limits`) ?? '') ?? []
  return most === undefined ? undefined : Number(most)
}

export interface FileHolder {
  pid: number
  command: string
}

/** The processes that have a file open, without those that are known to. */
export function fileHolders(file: string, known: readonly number[]): FileHolder[] {
  return names('/proc')
    .filter((name) => /^\d+$/.test(name) && !known.includes(Number(name)))
    .filter((pid) => names(`/proc/${pid}/fd`).some((fd) => link(`/proc/${pid}/fd/${fd}`) === file))
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid) }))
}

const commandOf = (pid: string): string =>
  (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim().slice(0, 120)

const read = (file: string): string | undefined => attempt(() => readFileSync(file, 'utf8'))
const names = (folder: string): string[] => attempt(() => readdirSync(folder)) ?? []
const link = (path: string): string | undefined => attempt(() => readlinkSync(path))

function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
