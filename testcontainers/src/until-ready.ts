import { setTimeout } from 'node:timers/promises'

const everyMs = 100

/**
 * Waits until the gateway says that every service is ready.
 *
 * @throws when that takes longer than `timeoutMs`, with what it said last.
 */
export async function untilReady(gatewayUrl: string, timeoutMs: number): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs)
  let last = 'nothing'
  while (!deadline.aborted) {
    try {
      const answer = await fetch(`${gatewayUrl}/readyz`, { signal: deadline })
      last = `${answer.status} ${await answer.text()}`
      if (answer.ok) return
    } catch (error) {
      last = String((error as Error).cause ?? error)
    }
    await setTimeout(everyMs)
  }
  throw new Error(`the stack was not ready after ${timeoutMs} ms; ${gatewayUrl}/readyz last gave ${last}`)
}
