import { Problem } from '../problems/index.ts'
import type { OutgoingRequest, Send } from './request.ts'

/** The last step: turns a request into a fetch. No answer at all is the problem UNREACHABLE. */
export function wire(origin: string, fetch: typeof globalThis.fetch): Send {
  return async (request) => {
    const url = origin + request.path + queryString(request.query)
    try {
      const answer = await fetch(url, initOf(request))
      return request.stream ? answer : await whole(answer)
    } catch (cause) {
      if (request.signal?.aborted && !isTimeout(request.signal.reason)) throw request.signal.reason
      throw new Problem('UNREACHABLE', { detail: `${request.method} ${request.path}`, cause })
    }
  }
}

/** Reads the answer to its end, so that a connection which breaks half-way counts as no answer. */
async function whole(answer: Response): Promise<Response> {
  const { status, statusText, headers } = answer
  const body = await answer.arrayBuffer()
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}

function initOf(request: OutgoingRequest): RequestInit {
  const isJson = request.json !== undefined
  return {
    method: request.method,
    headers: { accept: 'application/json', ...(isJson && { 'content-type': 'application/json' }), ...request.headers },
    ...(isJson ? { body: JSON.stringify(request.json) } : request.body !== undefined && { body: request.body }),
    ...(request.body instanceof ReadableStream && { duplex: 'half' }),
    ...(request.signal && { signal: request.signal }),
  }
}

function queryString(query: OutgoingRequest['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}
