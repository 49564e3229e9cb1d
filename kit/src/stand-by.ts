import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { atomicWrite } from './files.ts'

export interface StandByOptions {
  /** Names this successor. Absent: this server does not wait for anybody. */
  standBy?: string | undefined
  dataDir: string
}

/**
 * Lets a server that is to follow another on the same data wait until that one has let go of it. Everything is loaded
 * by then; the data is not opened yet. The file `.stand-by/NAME` in the data says `waiting`, and `followed` once SIGUSR2
 * has said that it is its turn. Started again later, it does not wait again.
 */
export async function standBy({ standBy: name, dataDir }: StandByOptions): Promise<void> {
  if (name === undefined) return
  const folder = join(dataDir, '.stand-by')
  const file = join(folder, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (textOf(file) === 'followed') return
  forgetOthers(folder)
  const turn = once(process, 'SIGUSR2')
  // a signal alone does not keep a process alive
  const alive = setInterval(() => undefined, 60_000)
  await atomicWrite(file, 'waiting')
  await turn
  clearInterval(alive)
  await atomicWrite(file, 'followed')
}

/** All but the last that followed: that one runs now, and may be started again. */
function forgetOthers(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name))
  const followed = files.filter((file) => textOf(file) === 'followed')
  const [last] = followed.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const file of files) if (file !== last) rmSync(file, { force: true })
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
