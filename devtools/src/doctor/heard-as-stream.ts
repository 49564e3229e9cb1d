import { setTimeout as sleep } from 'node:timers/promises'

/** How long a stream may take to say what was posted, in ms. */
const patienceMs = 4000
/** How long the stream has to be held before something is posted, in ms. */
const headStartMs = 300

/** The words of a stream that says nothing in time. */
class StreamSilent extends Error {
  constructor() {
    super(`what was posted did not come through the held stream within ${patienceMs / 1000} s`)
  }
}

/**
 * Holds the stream of news, posts something meanwhile, and waits to hear of it there.
 *
 * @throws {StreamSilent} when it does not come in time, as behind a proxy that collects answers before it passes them on.
 */
export async function heardAsStream(url: string, token: string, post: () => Promise<string>): Promise<void> {
  const stop = new AbortController()
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
  const stream = fetch(`${url}/chat/v1/sync?timeout=30000`, { headers, signal: stop.signal })
  stream.catch(() => undefined)
  try {
    await Promise.race([stream, sleep(headStartMs)])
    const eventId = await post()
    await Promise.race([hears(stream, eventId), tooLate()])
  } finally {
    stop.abort()
  }
}

async function hears(stream: Promise<Response>, eventId: string): Promise<void> {
  const response = await stream
  if (response.status !== 200) throw new Error(`the stream of news was answered with ${response.status}`)
  let said = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    said += decoder.decode(chunk, { stream: true })
    if (said.includes(eventId)) return
  }
  throw new Error('the stream of news ended before what was posted came')
}

async function tooLate(): Promise<never> {
  await sleep(patienceMs)
  throw new StreamSilent()
}
