import { spawn, spawnSync } from 'node:child_process'

/** What stands around a drill's stack: networks without an exit, or nothing but the loopback address. */
export type Isolation = 'internal networks' | 'network namespace' | 'loopback ports'

const raiseLoopback = 'ip link set lo up && exec "$0" "$@"'

/**
 * The words before a command that put it into a network namespace of its own, where nothing but itself is reached;
 * none where this system lets nobody make one.
 */
export function namespacePrefix(): readonly string[] | undefined {
  const ways = process.getuid?.() === 0 ? [['--net']] : [['--user', '--map-root-user', '--net']]
  for (const flags of ways) {
    const prefix = ['unshare', ...flags, 'sh', '-c', raiseLoopback]
    const [program = '', ...args] = [...prefix, 'true']
    if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return prefix
  }
  return undefined
}

export interface PlayOutput {
  onLine(line: string): void
  signal: AbortSignal
}

/** Runs a command to its end and passes its lines on. @returns what it said on stderr where it failed */
export async function runLines(
  command: readonly string[],
  { onLine, signal }: PlayOutput,
): Promise<string | undefined> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const ended = Promise.withResolvers<number | null>()
  let [rest, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.once('error', ended.reject).once('close', ended.resolve)
  const code = await ended.promise.finally(() => signal.removeEventListener('abort', stop))
  return code === 0 ? undefined : said
}
