import { connectOperator, explained } from '../operator/operator.ts'
import type { StackHandle } from '../stack/open-stack.ts'

/**
 * Revokes the key that signs, so that access tokens given since the backup are worth nothing: people whose sessions the
 * restored accounts know get new tokens by themselves, the others are logged out.
 */
export async function endOldTokens(handle: StackHandle): Promise<{ kid: string; sessions_affected: number }> {
  return await explained(handle, async () => {
    const { keys } = await connectOperator(handle)
    const active = (await keys.list()).keys.find(({ state }) => state === 'active')
    return await keys.revoke(active?.kid ?? '')
  })
}
