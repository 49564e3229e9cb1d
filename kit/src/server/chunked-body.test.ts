import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ChunkedBody } from './chunked-body.ts'

const pieces = ['schön 🐌', 'two', 'x'.repeat(100_000)]

/** What a client reads, as it came, of a server that answers with these pieces. */
async function answerTo(request: string): Promise<string> {
  const server = createServer((_, response) => {
    const body = new ChunkedBody(response, { 'content-type': 'text/plain' })
    for (const piece of pieces) body.write(piece)
    body.end()
    body.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(request)
  const answer = await text(socket)
  server.close()
  return answer
}

/** The bodies of chunked answers that stand one behind the other. */
function bodiesOf(answers: string): string[] {
  const bytes = Buffer.from(answers)
  const bodies: string[] = []
  for (let at = bytes.indexOf('\r\n\r\n'); at !== -1; at = bytes.indexOf('\r\n\r\n', at)) {
    let [body, size] = ['', 1]
    for (at += 4; size > 0; ) {
      const end = bytes.indexOf('\r\n', at)
      size = Number.parseInt(bytes.toString('latin1', at, end), 16)
      if (Number.isNaN(size)) throw new Error(`no chunk begins at ${at}`)
      body += bytes.toString('utf8', end + 2, end + 2 + size)
      at = end + 2 + size + 2
    }
    bodies.push(body)
  }
  return bodies
}

test('each piece is a whole chunk, also of letters of several bytes, and the connection serves the next request', async () => {
  const [keep, last] = ['GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n']
  const answers = await answerTo(keep + last)
  expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  expect(bodiesOf(answers)).toEqual([pieces.join(''), pieces.join('')])
})

test('a client that knows no chunks gets the text as it is', async () => {
  const answer = await answerTo('GET / HTTP/1.0\r\n\r\n')
  expect(answer.split('\r\n\r\n')[1]).toBe(pieces.join(''))
})
