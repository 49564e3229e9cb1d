import { ask } from '../ask.ts'

/** Fetches a JSON document from a server of ours: no redirects, an answer of 200, a bounded size. */
export async function boundedJson(url: string, maxBytes: number, signal: AbortSignal): Promise<unknown> {
  const { status, text } = await ask(url, { signal, maxBytes, headers: { accept: 'application/json' } })
  if (status !== 200) throw new Error(`${url} answered ${status}`)
  return JSON.parse(text)
}
