import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface RunningDockerd {
  pid: number
  /** The unix sockets that it was told to listen on. */
  sockets: string[]
}

/** The dockerd processes of root that run in this network namespace; a second one would flush the rules of the first. */
export function dockerdsInThisNamespace(proc = '/proc'): RunningDockerd[] {
  const own = namespaceOf(proc, 'self')
  return readdirSync(proc)
    .filter((entry) => /^\d+$/.test(entry) && nameOf(proc, entry) === 'dockerd' && namespaceOf(proc, entry) === own)
    .map((entry) => ({ pid: Number(entry), sockets: socketsIn(argumentsOf(proc, entry)) }))
}

/** The sockets in a dockerd's command line: `-H unix:///x`, `--host=unix:///x`. */
export function socketsIn(args: readonly string[]): string[] {
  return args.flatMap((word, index) => {
    const given =
      word === '-H' || word === '--host' ? (args[index + 1] ?? '') : (/^(?:--host=|-H=?)(.+)$/.exec(word)?.[1] ?? '')
    return given.startsWith('unix://') ? [given.slice('unix://'.length)] : []
  })
}

function namespaceOf(proc: string, pid: string): string | undefined {
  return attempt(() => readlinkSync(`${proc}/${pid}/ns/net`))
}

function nameOf(proc: string, pid: string): string | undefined {
  return attempt(() => readFileSync(`${proc}/${pid}/comm`, 'utf8').trim())
}

function argumentsOf(proc: string, pid: string): string[] {
  return attempt(() => readFileSync(`${proc}/${pid}/cmdline`, 'utf8').split('\0')) ?? []
}

/** A process may end while it is being looked at. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
