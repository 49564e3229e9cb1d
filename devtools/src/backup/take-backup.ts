import {
  type BackupIndex,
  type CopyProgress,
  createBackup,
  openStore,
  pushBackups,
  Repository,
  type Seal,
} from '@bartab/backups'
import { Progress } from '@bartab/kit/cli'
import { sizeText } from '../cli/size-text.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { backupSource } from './backup-source.ts'
import { type AwayState, changeBackupState, readBackupState } from './backup-state.ts'

export interface TakeOptions {
  repository: Repository
  seal: Seal
  /** Further places, in the order in which they are filled. */
  to: readonly string[]
}

export interface TakenBackup {
  index: BackupIndex
  warnings: string[]
  away: Record<string, AwayState>
}

/**
 * Makes a backup of a running stack, here first and then away. One place that fails stops no other, and the backup
 * here stays whole. The stack's lock must be held.
 */
export async function takeBackup(handle: StackHandle, { repository, seal, to }: TakeOptions): Promise<TakenBackup> {
  const { context, stack, folder } = handle
  const { clock, signal, terminal } = context
  using progress = new Progress(terminal, clock)
  const onProgress = (copy: CopyProgress) => progress.set('backup', 'working', progressText(copy))
  const source = backupSource(handle)
  const began = clock()
  const options = { source, repository, seal, stack: stack.name, version: stack.version, clock, signal, onProgress }
  const { index, manifest } = await createBackup(options)
  progress.set('backup', 'done', 'whole, and on disk')
  const { name, created_ts, bytes } = index
  changeBackupState(folder, stack.name, { last: { name, created_ts, bytes, duration_ms: clock() - began } })
  const away = await bringAway(handle, repository, to, progress)
  return { index, warnings: manifest.warnings, away }
}

async function bringAway(
  { context, folder, stack }: StackHandle,
  here: Repository,
  places: readonly string[],
  progress: Progress,
): Promise<Record<string, AwayState>> {
  const reached: Record<string, AwayState> = {}
  const known = readBackupState(folder).away
  for (const place of places) {
    const store = await openStore(place, context.cwd)
    const before = known[store.where]
    try {
      progress.set(store.where, 'working', 'sending')
      const there = new Repository(store)
      const { bytes } = await pushBackups(here, there, context.signal)
      const newest = await there.index((await there.names())[0] ?? '')
      reached[store.where] = { name: newest.name, created_ts: newest.created_ts, error: null }
      progress.set(store.where, 'done', `whole there, ${sizeText(bytes)} sent`)
    } catch (error) {
      const { message, evidence = [] } = error as Error & { evidence?: string[] }
      const why = [message, ...evidence].join(': ')
      reached[store.where] = { name: before?.name ?? null, created_ts: before?.created_ts ?? null, error: why }
      progress.set(store.where, 'failed', why)
    }
  }
  changeBackupState(folder, stack.name, { away: { ...elsewhere(known), ...reached } })
  return reached
}

/** Of places that are not asked for any more, what they hold is remembered; that one failed concerns nobody. */
const elsewhere = (known: Readonly<Record<string, AwayState>>): Record<string, AwayState> =>
  Object.fromEntries(
    Object.entries(known).flatMap(([place, state]) =>
      state.name === null ? [] : [[place, { ...state, error: null }]],
    ),
  )

export function progressText({ note, done, total, remainingMs }: CopyProgress): string {
  const left = remainingMs === undefined ? '' : `, about ${Math.ceil(remainingMs / 1000)} s left`
  return done === 0 ? note : `${note}; ${sizeText(done)} of about ${sizeText(total)}${left}`
}
