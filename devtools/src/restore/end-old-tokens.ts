import { connectOperator, explained } from '../operator/operator.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { readStackRecord, writeStackRecord } from '../state/stack-record.ts'

/**
 * After a restore, revokes the key that signs, so that access tokens given since the backup are worth nothing: people
 * whose sessions the restored accounts know get new tokens by themselves, the others are logged out. Where the restore
 * was killed before, the next `up` does it.
 *
 * @returns the key that was revoked; nothing where no restore is to be ended.
 */
export async function endOldTokens(handle: StackHandle): Promise<string | undefined> {
  const record = readStackRecord(handle.folder)
  if (record?.oldTokens === undefined) return undefined
  const kid = await explained(handle, async () => {
    const { keys } = await connectOperator(handle)
    const active = (await keys.list()).keys.find(({ state }) => state === 'active')
    return (await keys.revoke(active?.kid ?? '')).kid
  })
  const { oldTokens: _, ...rest } = record
  writeStackRecord(handle.folder, rest)
  return kid
}
