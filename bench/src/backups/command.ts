import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const main = join(root, 'devtools/src/main.ts')

/** A stack that is measured, in a home of its own. */
export interface BenchStack {
  home: string
  stack: string
}

export interface Ran<T> {
  answer: T
  /** Of the whole command, in ms. */
  tookMs: number
  /** The most memory that the command itself had at a time, in bytes; 0 where the system does not say. */
  peakBytes: number
}

/** Runs `bartab` on a stack, and reads what it prints as JSON. @throws with its words when it fails */
export async function bartab<T>(bench: BenchStack, ...args: string[]): Promise<Ran<T>> {
  const ran = await bartabHeard(bench, () => undefined, ...args, '--json')
  return { ...ran, answer: JSON.parse(ran.answer) as T }
}

/** Runs it as people do: `onLine` is told what it says on the way, which it keeps to itself with `--json`. */
export async function bartabHeard(
  { home, stack }: BenchStack,
  onLine: (line: string) => void,
  ...args: string[]
): Promise<Ran<string>> {
  const env = { ...process.env, BARTAB_HOME: home, BARTAB_STACK: stack }
  const began = performance.now()
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, said, peakBytes] = ['', '', 0]
  const looking = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid ?? 0))
  }, 200)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    for (const line of text.trim().split('\n')) onLine(line)
  })
  const { promise, resolve: ended } = Promise.withResolvers<number | null>()
  child.once('close', ended)
  const code = await promise.finally(() => clearInterval(looking))
  if (code !== 0) throw new Error(`bartab ${args.join(' ')} ended with ${code}:\n${said}${out}`)
  return { answer: out, tookMs: performance.now() - began, peakBytes }
}

/** The high-water mark that Linux keeps of a process. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}
