import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atomicWrite } from './files.ts'
import type { Lifecycle } from './lifecycle.ts'

export interface StandByOptions {
  /** Names this successor. Absent: this server does not wait for anybody. */
  standBy?: string | undefined
  dataDir: string
}

/** A server that is wired and listens nowhere yet. */
export interface Assembled {
  app: Listener
  internal: Listener
  lifecycle: Pick<Lifecycle, 'stop'>
}

interface Listener {
  ready(): PromiseLike<unknown>
  close(): PromiseLike<unknown>
}

/**
 * Lets a server that is to follow another on the same data wait until that one has let go of it. Everything is loaded
 * by then, and was tried on an empty folder, so that its turn takes a fraction of a start; the data is not opened yet.
 * The file `.stand-by/NAME` in the data says `waiting`, and `followed` once SIGUSR2 has said that it is its turn.
 * Started again later, it does not wait again.
 */
export async function standBy(
  { standBy: name, dataDir }: StandByOptions,
  assemble?: (dataDir: string) => Assembled | Promise<Assembled>,
): Promise<void> {
  if (name === undefined) return
  const folder = join(dataDir, '.stand-by')
  const file = join(folder, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (textOf(file) === 'followed') return
  forgetOthers(folder)
  if (assemble !== undefined) await practise(assemble)
  const turn = once(process, 'SIGUSR2')
  // a signal alone does not keep a process alive
  const alive = setInterval(() => undefined, 60_000)
  await atomicWrite(file, 'waiting')
  await turn
  clearInterval(alive)
  await atomicWrite(file, 'followed')
}

/** Builds the server once on data of no account, up to where it would listen: what is compiled by that is kept. */
async function practise(assemble: (dataDir: string) => Assembled | Promise<Assembled>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-by-'))
  try {
    const { app, internal, lifecycle } = await assemble(folder)
    await app.ready()
    await internal.ready()
    await Promise.all([app.close(), internal.close()])
    await lifecycle.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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
