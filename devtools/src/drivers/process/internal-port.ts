import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InternalAnswer, InternalCall } from '../driver.ts'
import { answerTimeoutMs } from '../health.ts'

const againMs = 30

/**
 * One request to an internal port of this machine; nothing where nobody answers. Services are asked many times a second
 * while they start, on the processors that they start on: `fetch` costs several times as much, and a while to load.
 */
export async function callPort(
  port: number,
  { method, path, token, body }: InternalCall,
  timeoutMs = answerTimeoutMs,
): Promise<InternalAnswer | undefined> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const signal = AbortSignal.timeout(timeoutMs)
  const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false, signal })
  // one that breaks off in its answer fails there, and once more here
  call.on('error', () => undefined).end(body === undefined ? undefined : JSON.stringify(body))
  try {
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    return { status: response.statusCode ?? 0, body: await text(response) }
  } catch {
    return undefined
  }
}

/** Asks a port again until it answers 200 or the patience is over. */
export async function askPort(
  port: number,
  path: string,
  patienceMs: number,
  clock: () => number,
): Promise<InternalAnswer | undefined> {
  const until = clock() + patienceMs
  for (;;) {
    const answer = await callPort(port, { method: 'GET', path })
    if (answer?.status === 200 || clock() >= until) return answer
    await sleep(againMs)
  }
}
