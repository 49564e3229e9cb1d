import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const main = join(root, 'devtools/src/main.ts')

export interface Ran<T> {
  answer: T
  /** Of the whole command, in ms. */
  tookMs: number
}

/** Runs `bartab` on the stack of a home, and reads what it prints as JSON. @throws with its words when it fails */
export async function bartab<T>(home: string, ...args: string[]): Promise<Ran<T>> {
  const env = { ...process.env, BARTAB_HOME: home, BARTAB_STACK: 'bench' }
  const began = performance.now()
  const child = spawn(process.execPath, [main, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const { promise, resolve: ended } = Promise.withResolvers<number | null>()
  child.once('close', ended)
  const code = await promise
  if (code !== 0) throw new Error(`bartab ${args.join(' ')} ended with ${code}:\n${said}${out}`)
  return { answer: JSON.parse(out) as T, tookMs: performance.now() - began }
}
