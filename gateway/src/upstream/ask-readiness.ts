import type { IncomingMessage } from 'node:http'
import { channelHeader, channelType, http } from '@bartab/kit'
import type { Health } from './replica-health.ts'

export interface ReadinessAnswer {
  readonly health: Health
  /** Why it is not ready, in its own words; undefined where it is. */
  readonly reason: string | undefined
  /** Whether it takes many polls on one connection, in the form that is spoken here. Default: it does not. */
  readonly takesChannels?: boolean
}

/** A machine that is short of CPU is slow to answer, and would be slower still if that counted as being away. */
const timeoutMs = 5_000
const longestAnswer = 64 * 1024
const agent = new http.Agent({ keepAlive: true, timeout: 8_000, maxFreeSockets: 4 })

/** Asks a service whether it is ready. Never rejects: silence is an answer as well. */
export async function askReadiness(origin: string): Promise<ReadinessAnswer> {
  try {
    const { status, text, takesChannels } = await ask(`${origin}/readyz`)
    if (status === 200) return { health: 'ready', reason: undefined, takesChannels }
    return { health: 'unready', reason: reasonIn(text) ?? `it answers ${status}`, takesChannels }
  } catch (error) {
    const reason = `it cannot be reached (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`
    return { health: 'away', reason }
  }
}

async function ask(url: string): Promise<{ status: number; text: string; takesChannels: boolean }> {
  const asking = url.startsWith('https:') ? (await import('node:https')).get : http.get
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const signal = AbortSignal.timeout(timeoutMs)
  const own = url.startsWith('https:') ? {} : { agent }
  asking(url, { ...own, signal }, resolve).on('error', reject)
  const answer = await promise
  let text = ''
  for await (const piece of answer.setEncoding('utf8')) {
    text += piece
    if (text.length > longestAnswer) throw new Error('the answer is too long')
  }
  return { status: answer.statusCode ?? 0, text, takesChannels: answer.headers[channelHeader] === channelType }
}

/** The reasons that a service gives for not being ready. */
function reasonIn(text: string): string | undefined {
  try {
    const { checks } = JSON.parse(text) as { checks: { name: string; status: string; detail?: string }[] }
    const failing = checks.filter(({ status }) => status !== 'ok')
    return (
      failing.map(({ name, detail }) => (detail === undefined ? name : `${name}: ${detail}`)).join('; ') || undefined
    )
  } catch {
    return undefined
  }
}
