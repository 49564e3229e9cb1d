/** Fetches a JSON document from a server of ours: no redirects, an answer of 200, a bounded size. */
export async function boundedJson(url: string, maxBytes: number, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw new Error(`${url} answered ${answer.status}`)
  }
  return JSON.parse(await boundedText(answer, maxBytes))
}

async function boundedText(answer: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new Error(`${answer.url} answered with more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
