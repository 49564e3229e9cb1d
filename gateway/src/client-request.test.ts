import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ClientRequest } from './client-request.ts'

/** Of each request: its body at hand, and what its stream brought where there was none. */
let seen: [atHand: string | undefined, streamed: string | undefined][]
const server = createServer({ IncomingMessage: ClientRequest }, answer)
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => void server.close())
beforeEach(() => {
  seen = []
})

async function answer(request: ClientRequest, response: ServerResponse<ClientRequest>): Promise<void> {
  const atHand = await request.bodyAtHand(Number(request.headers['content-length']))
  let streamed: string | undefined
  if (atHand === undefined) for await (const text of request.setEncoding('latin1')) streamed = (streamed ?? '') + text
  seen.push([atHand, streamed])
  response.end('.')
}

const post = (body: string) => `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`

async function send(...pieces: string[]): Promise<void> {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece, 'latin1')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await expect.poll(() => seen.length).toBeGreaterThan(0)
  socket.destroy()
}

it('has a body at hand that came with its header section', async () => {
  await send(post('a\0\xff\r\n'))
  expect(seen).toEqual([['a\0\xff\r\n', undefined]])
})

it('has each of those that came together', async () => {
  await send(post('first') + post('second'))
  await expect
    .poll(() => seen)
    .toEqual([
      ['first', undefined],
      ['second', undefined],
    ])
})

it('has none at hand whose end is still to come: its stream brings all of it', async () => {
  for (const cut of [1, 4, 5]) {
    const bytes = post('later')
    await send(bytes.slice(0, bytes.length - cut), bytes.slice(bytes.length - cut))
    expect(seen).toEqual([[undefined, 'later']])
    seen = []
  }
})
