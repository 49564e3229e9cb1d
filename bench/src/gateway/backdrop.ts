import { createServer, type ServerResponse } from 'node:http'

/**
 * What stands behind the gateways that are compared, as a process of its own: keys, held polls that are let go together
 * (`GET /release`), uploads that are counted and dropped, downloads of so many bytes.
 */
const port = Number(process.argv[2])
const jwks = process.argv[3] ?? '{"keys":[]}'
const held = new Set<ServerResponse>()
const piece = Buffer.alloc(256 * 1024, 'x')
const event = JSON.stringify({ next_batch: '2', events: ['x'.repeat(300)] })

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://backdrop')
  if (pathname === '/.well-known/jwks.json') response.end(jwks)
  else if (pathname === '/chat/v1/sync') hold(response)
  else if (pathname === '/release') response.end(String(release()))
  else if (pathname === '/held') response.end(String(held.size))
  else if (pathname === '/revocations') revocations(searchParams, response)
  else if (request.method === 'POST') {
    let bytes = 0
    for await (const part of request) bytes += (part as Buffer).length
    response.end(String(bytes))
  } else if (pathname.startsWith('/media/')) send(Number(searchParams.get('bytes')), response)
  else response.end('{}')
})
server.keepAliveTimeout = 120_000
server.listen(port, '127.0.0.1', 16_384)

function hold(response: ServerResponse): void {
  held.add(response)
  response.once('close', () => held.delete(response))
}

function release(): number {
  const all = [...held]
  for (const response of all)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': event.length }).end(event)
  return all.length
}

function revocations(query: URLSearchParams, response: ServerResponse): void {
  const timer = setTimeout(() => response.end('{"next":"1","revoked":[]}'), Number(query.get('timeout')))
  response.once('close', () => clearTimeout(timer))
}

function send(bytes: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': bytes })
  let left = bytes
  const more = () => {
    while (left > 0) {
      const next = left >= piece.length ? piece : piece.subarray(0, left)
      left -= next.length
      if (!response.write(next)) return
    }
    response.end()
  }
  response.on('drain', more)
  more()
}
