import { join } from 'node:path'
import { Problem } from '@bartab/sdk/problems'
import type { StackHandle } from '../stack/open-stack.ts'
import { readJson, removeFile, writeJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import { dueKeys, type RotationPlan } from './rotation.ts'

/** What a rotation left to do, so that a later command need not ask the server to know that nothing is due. */
interface DueNote {
  schema: 1
  kid: string
  due_ts: number
}

const noteFile = (folder: StackFolder): string => join(folder.path, 'due-key.json')

export function noteDueKey(folder: StackFolder, waiting: RotationPlan['waiting']): void {
  if (waiting === undefined) removeFile(noteFile(folder))
  else writeJson(noteFile(folder), { schema: 1, ...waiting } satisfies DueNote)
}

/** Retires the keys that no token needs any more; answers which. Where the gateway refuses or is away: none, this time. */
export async function retireDueKeys(handle: StackHandle): Promise<string[]> {
  const { folder, context } = handle
  const note = readJson<DueNote>(noteFile(folder))
  if (note === undefined || note.due_ts > context.clock()) return []
  try {
    const { connectOperator } = await import('./operator.ts')
    const { keys } = await connectOperator(handle)
    const due = dueKeys((await keys.list()).keys, context.clock())
    for (const kid of due) await keys.retire(kid)
    removeFile(noteFile(folder))
    return due
  } catch (error) {
    if (error instanceof Problem) return []
    throw error
  }
}
