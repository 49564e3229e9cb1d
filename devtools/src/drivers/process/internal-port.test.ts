import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { askPort, callPort } from './internal-port.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serving(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test('a call carries the token and its body, and brings the status and what was said', async () => {
  const port = await serving(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('')
    response.writeHead(409).end(`${request.method} ${request.url} ${request.headers.authorization} ${body}`)
  })
  const call = { method: 'PUT', path: '/services/chat', token: 't', body: { origins: [] } } as const
  expect(await callPort(port, call)).toEqual({ status: 409, body: 'PUT /services/chat Bearer t {"origins":[]}' })
})

test.each<[string, RequestListener]>([
  ['nobody answers', (request) => request.socket.destroy()],
  ['an answer breaks off', (_, response) => response.write('half', () => response.destroy())],
  ['an answer does not end in time', (_, response) => response.write('half')],
])('%s: that is no answer', async (_how, listener) => {
  expect(await callPort(await serving(listener), { method: 'GET', path: '/readyz' }, 200)).toBeUndefined()
})

test('with patience it is asked again until it is ready', async () => {
  let asked = 0
  const port = await serving((_, response) => {
    asked += 1
    response.writeHead(asked < 3 ? 503 : 200).end('said')
  })
  expect(await askPort(port, '/readyz', 5_000, Date.now)).toEqual({ status: 200, body: 'said' })
  expect(asked).toBe(3)
})
