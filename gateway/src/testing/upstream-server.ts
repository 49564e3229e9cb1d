import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a service saw of one request. */
export interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  rawHeaders: string[]
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A real HTTP server that stands for a service and remembers what reached it. */
export class UpstreamServer {
  readonly seen: Seen[] = []
  answer: Answer = echo
  readonly server: Server

  private constructor() {
    this.server = createServer((request, response) => {
      const { method = '', url = '', headers, rawHeaders } = request
      this.seen.push({ method, url, headers, rawHeaders })
      this.answer(request, response)
    })
  }

  static async start(port = 0): Promise<UpstreamServer> {
    const upstream = new UpstreamServer()
    upstream.server.listen(port, '127.0.0.1')
    await once(upstream.server, 'listening')
    return upstream
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  get last(): Seen {
    const seen = this.seen.at(-1)
    if (seen === undefined) throw new Error('nothing reached the service')
    return seen
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

/** Reads the body and says how long it was. */
export const echo: Answer = async (request, response) => {
  let bytes = 0
  for await (const piece of request) bytes += (piece as Buffer).length
  const body = JSON.stringify({ path: request.url, bytes })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}
