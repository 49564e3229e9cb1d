import { request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface RawCall {
  method: string
  headers: Record<string, string>
  body?: string | undefined
}

export interface RawAnswer {
  status: number | undefined
  contentType: string | undefined
  body: string
}

/** A call whose path goes out as it is written: `fetch` resolves dot segments before the server sees them. */
export function rawCall(origin: string, path: string, { method, headers, body }: RawCall): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers, agent: false }, async (answer) => {
      resolve({ status: answer.statusCode, contentType: answer.headers['content-type'], body: await text(answer) })
    })
    call.on('error', reject).end(body)
  })
}
