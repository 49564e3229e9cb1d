import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { dataServices, endEpoch, type RestorableBackup, restoredFiles, stageDatabases } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type { Driver } from '../drivers/driver.ts'
import type { Desired } from '../plan/desired.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { readJson, writeJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'

export interface FillOptions {
  handle: StackHandle
  /** The stack as it will be, with its new volumes. */
  desired: Desired
  backup: RestorableBackup
  onProgress(note: string): void
  /** Looks at the databases, staged in a folder, before anything is made of them. */
  inspect?: (staging: string) => void
}

/**
 * Checks the databases of a backup and puts everything into new volumes. The stack's own are not touched. When
 * anything fails, the new ones are removed; when it is killed, the next restore removes them.
 */
export async function fillNewVolumes({ handle, desired, backup, onProgress, inspect }: FillOptions): Promise<void> {
  const { folder, driver, context } = handle
  const staging = stagingOf(folder)
  const volumes = newVolumes(desired)
  await removeUnfinished(handle)
  await requireNone(handle, volumes)
  noteUnfinished(folder, volumes)
  try {
    onProgress('checking the databases')
    await stageDatabases(backup, staging)
    inspect?.(staging)
    endEpoch(staging)
    for (const name of dataServices) {
      onProgress(`filling the new volume of ${name}`)
      const service = desired.services.find((wanted) => wanted.name === name)
      if (service === undefined) throw new Error(`the stack has no ${name}`)
      await driver.fill(service, restoredFiles(backup, staging, name))
    }
  } catch (error) {
    await removeVolumes(driver, volumes, context.signal)
    endFilling(folder)
    throw error
  }
}

/** To be called once the stack's record names the new volumes. */
export function endFilling(folder: StackFolder): void {
  rmSync(stagingOf(folder), { recursive: true, force: true })
}

interface Unfinished {
  volumes: string[]
}

/** From now on the next restore removes these volumes, unless the stack uses them by then. */
export function noteUnfinished(folder: StackFolder, volumes: string[]): void {
  writeJson(join(stagingOf(folder), 'unfinished.json'), { volumes } satisfies Unfinished)
}

const stagingOf = (folder: StackFolder): string => join(folder.path, 'restore')

/** What a restore that was killed had begun to fill, unless the stack uses it by now. */
async function removeUnfinished({ folder, driver, record, stack, context }: StackHandle): Promise<void> {
  const left = readJson<Unfinished>(join(stagingOf(folder), 'unfinished.json'))?.volumes ?? []
  const used = record === undefined ? [] : newVolumes(await driver.desire(stack))
  await removeVolumes(
    driver,
    left.filter((name) => !used.includes(name)),
    context.signal,
  )
  endFilling(folder)
}

/** Nothing is ever put into a volume that is there already. */
async function requireNone({ driver }: StackHandle, names: readonly string[]): Promise<void> {
  const { volumes } = await driver.observe()
  const taken = names.filter((name) => volumes.includes(name))
  if (taken.length === 0) return
  throw new CliFailure('VOLUME_EXISTS', 'there is data already where the backup would be put', {
    evidence: taken,
    fix: 'restore under another stack name, or move that data away',
  })
}

export const newVolumes = ({ volumes }: Desired): string[] =>
  volumes.filter(({ service }) => dataServices.some((name) => name === service)).map(({ name }) => name)

export async function removeVolumes(driver: Driver, names: readonly string[], signal: AbortSignal): Promise<void> {
  for (const name of names) {
    await driver.execute({ stage: 'remove', do: 'remove-volume', name, cause: 'asked' }, signal)
  }
}
