const patienceMs = 10_000

/**
 * Asks a dead-man's URL, so that somebody hears of it when no backup is made. Its failure changes no result.
 *
 * @returns what went wrong, in words.
 */
export async function ping(url: string): Promise<string | undefined> {
  const { origin } = new URL(url)
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    return ok ? undefined : `${origin}, which is to hear of this backup (backups.ping), answered ${status}`
  } catch (error) {
    const { message, cause } = error as Error
    const why = (cause as Error | undefined)?.message ?? message
    return `${origin} did not hear of this backup (backups.ping): ${why}`
  }
}
