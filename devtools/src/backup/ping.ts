import type { Context } from '../cli/context.ts'

const patienceMs = 10_000

/** Asks a dead-man's URL, so that somebody hears of it when no backup is made. Its failure changes no result. */
export async function ping({ terminal }: Pick<Context, 'terminal'>, url: string): Promise<void> {
  const origin = new URL(url).origin
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    if (!ok) terminal.say(`warning: ${origin}, which is to hear of this backup, answered ${status}`)
  } catch (error) {
    const { message, cause } = error as Error
    terminal.say(`warning: ${origin} did not hear of this backup: ${(cause as Error | undefined)?.message ?? message}`)
  }
}
