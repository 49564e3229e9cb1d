import type { FrontAnswer, PageAnswer } from './evidence.ts'

const patienceMs = 4000

/** What the gateway says of the chat behind it, at its published port. */
export async function askFront(url: string): Promise<FrontAnswer> {
  try {
    const response = await fetch(`${url}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(patienceMs) })
    const body = (await response.json().catch(() => ({}))) as { issuer?: string }
    return { status: response.status, issuer: body.issuer }
  } catch (error) {
    const { cause, message } = error as Error
    return { error: cause instanceof Error ? cause.message : message }
  }
}

export async function askPage(url: string): Promise<PageAnswer | undefined> {
  try {
    const headers = { accept: 'text/html' }
    const response = await fetch(`${url}/`, { signal: AbortSignal.timeout(patienceMs), headers })
    await response.body?.cancel()
    return { status: response.status, type: response.headers.get('content-type') ?? '' }
  } catch {
    return undefined
  }
}
