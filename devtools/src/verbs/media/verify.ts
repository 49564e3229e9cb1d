import { countText, exitCodes, table } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { sizeText } from '../../cli/size-text.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { askBeside } from './beside.ts'

interface Verification {
  blobs: number
  bytes: number
  faults: { blob: string; fault: 'damaged' | 'missing' }[]
  spare: string[]
}

export async function run(context: Context): Promise<number> {
  await using handle = await openExistingStack(context)
  const found = await askBeside<Verification>(handle, 'media', 'services/media/src/verify.ts')
  context.terminal.result({ schema: 1, stack: handle.stack.name, ...found }, lines(found, handle.stack.name))
  return found.faults.length === 0 ? exitCodes.ok : exitCodes.failed
}

function lines({ blobs, bytes, faults, spare }: Verification, stackName: string): string[] {
  const read = `${countText(blobs, 'file')}, ${sizeText(bytes)} read`
  const left =
    spare.length === 0
      ? []
      : [`${spare.length} that nothing needs; ${commandOn(stackName, 'media collect')} removes them`]
  if (faults.length === 0) return [`${read}: all are what their hash says`, ...left]
  const rows = table([['fault', 'file'], ...faults.map(({ blob, fault }) => [fault, blob])])
  return [
    `${read}: ${faults.length} at fault`,
    ...left,
    '',
    ...rows,
    '',
    `a backup may still have them: ${commandOn(stackName, 'backup list')}`,
  ]
}
