import { Terminal } from '@bartab/kit/cli'
import { Input } from '../cli/input.ts'
import { commandOn } from '../cli/stack-flag.ts'
import { readStackConfig } from '../stack/config-file.ts'
import type { StackHandle } from '../stack/open-stack.ts'

/** A backup that was made before data is changed, and how long that took, in ms. */
export interface BackupBefore {
  name: string
  took_ms: number
}

/**
 * Makes a backup of the running stack, sealed as its settings say, before migrations change its data: code of before does
 * not open data of after. The stack's lock must be held.
 */
export async function backupBefore(handle: StackHandle): Promise<BackupBefore> {
  const { context, folder } = handle
  const begun = context.clock()
  // few replacements change data, and what backups are made with takes longer to load than all else together
  const [{ chooseSeal }, { keyWishes }, { openRepository }, { takeBackup }] = await Promise.all([
    import('../backup/choose-seal.ts'),
    import('../backup/key-wishes.ts'),
    import('../backup/find-backup.ts'),
    import('../backup/take-backup.ts'),
  ])
  const settings = (await readStackConfig(context)).backups ?? {}
  const repository = await openRepository(context)
  const { seal, advice } = await chooseSeal(folder, repository, keyWishes(context, new Input([], {}), settings))
  if (advice !== undefined) context.terminal.say(advice)
  const quiet = { ...handle, context: { ...context, terminal: silent(context.terminal) } }
  const { index } = await takeBackup(quiet, { repository, seal, to: [] })
  return { name: index.name, took_ms: context.clock() - begun }
}

/** What a person is told of it. */
export const backupText = ({ name, took_ms }: BackupBefore, stackName: string): string =>
  `the backup ${name} was made first, in ${(took_ms / 1000).toFixed(1)} s; to go back to it: ${commandOn(stackName, `restore ${name}`)}`

/** The rows of the replacement are on the terminal already. */
const silent = ({ stdout, stderr, stdin }: Terminal): Terminal =>
  new Terminal({ stdout, stderr, stdin, env: {}, json: true, noInput: true })
