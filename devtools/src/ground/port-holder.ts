import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Context } from '../cli/context.ts'
import { engineGet } from '../drivers/docker/engine-get.ts'
import { engineCandidates } from '../drivers/docker/find-engine.ts'
import { StackFolder, stackNames } from '../state/stack-folder.ts'
import { readStackRecord } from '../state/stack-record.ts'

export interface PortHolder {
  /** Who holds it, as evidence. */
  who: string
  /** The command that makes the holder let go, where we know one. */
  release?: string
}

/** Who else than a stack listens on a port of this machine, as well as can be found out without special rights. */
export async function findPortHolder(
  port: number,
  { home, env, stackName }: Pick<Context, 'home' | 'env' | 'stackName'>,
): Promise<PortHolder | undefined> {
  return stackAt(port, home, stackName) ?? (await containerAt(port, env)) ?? processAt(port)
}

function stackAt(port: number, home: string, own: string): PortHolder | undefined {
  const others = stackNames(home).filter((known) => known !== own)
  const name = others.find((known) => readStackRecord(new StackFolder(home, known))?.port === port)
  return name === undefined || processAt(port) === undefined
    ? undefined
    : { who: `the stack ${name} is published there`, release: `bartab down --stack ${name}` }
}

async function containerAt(port: number, env: NodeJS.ProcessEnv): Promise<PortHolder | undefined> {
  const filters = encodeURIComponent(JSON.stringify({ publish: [String(port)] }))
  for (const engine of engineCandidates(env)) {
    const found = await engineGet<{ Names: string[]; Image: string }[]>(engine, `/containers/json?filters=${filters}`)
    const [container] = found ?? []
    const name = container?.Names[0]?.slice(1)
    if (name) return { who: `the container ${name} (${container?.Image}) publishes it`, release: `docker stop ${name}` }
  }
  return undefined
}

function processAt(port: number): PortHolder | undefined {
  const inodes = listeningInodes(port)
  if (inodes.size === 0) return undefined
  const pid = ownerOf(inodes)
  if (pid === undefined) return { who: 'a process of another user listens there' }
  return { who: `process ${pid} listens there: ${commandOf(pid)}`, release: `kill ${pid}` }
}

const listening = '0A'

function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readLines(file).slice(1))
  const fields = rows.map((row) => row.trim().split(/\s+/))
  return new Set(
    fields.flatMap(([, local, , state, , , , , , inode]) =>
      local?.endsWith(suffix) && state === listening && inode ? [`socket:[${inode}]`] : [],
    ),
  )
}

function ownerOf(inodes: ReadonlySet<string>): number | undefined {
  const pids = safely(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name))
  const owner = pids.find((pid) =>
    safely(() => readdirSync(`/proc/${pid}/fd`), []).some((fd) =>
      inodes.has(safely(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')),
    ),
  )
  return owner === undefined ? undefined : Number(owner)
}

const commandOf = (pid: number): string =>
  safely(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '')
    .replaceAll('\0', ' ')
    .trim()
    .slice(0, 120)

const readLines = (file: string): string[] =>
  safely(() => readFileSync(file, 'utf8'), '')
    .split('\n')
    .filter(Boolean)

function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
