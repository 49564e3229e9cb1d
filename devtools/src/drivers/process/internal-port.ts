import { setTimeout as sleep } from 'node:timers/promises'
import type { InternalAnswer, InternalCall } from '../driver.ts'
import { answerTimeoutMs } from '../health.ts'

const againMs = 30

/** One request to an internal port of this machine; nothing where nobody answers. */
export async function callPort(
  port: number,
  { method, path, token, body }: InternalCall,
  timeoutMs = answerTimeoutMs,
): Promise<InternalAnswer | undefined> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...{ method, headers, signal: AbortSignal.timeout(timeoutMs) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.text() }
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
