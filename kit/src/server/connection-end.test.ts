import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeListener } from './draining.ts'
import { testServer } from './test-server.fixture.ts'

type Server = Awaited<ReturnType<typeof testServer>>

/** A server that carries out notes, and answers them when it is told to. */
let server: Server
let done: string[]
let release: () => void
let socket: Socket
let said: string
beforeEach(async () => {
  const held = Promise.withResolvers<void>()
  release = held.resolve
  done = []
  said = ''
  server = await testServer()
  server.app.post('/notes', { config: { scope: 'public', body: 'raw' } }, async ({ body }) => {
    const { name } = body as { name: string }
    done.push(name)
    await held.promise
    return { answer: name }
  })
  server.app.get('/now', { config: { scope: 'public' } }, (_request, reply) => reply.send({ answer: 'now' }))
  server.lifecycle.onListenersClose(() => closeListener(server.app as unknown as FastifyInstance, 1_000))
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  server.lifecycle.markReady()
  socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {}).setEncoding('latin1')
  socket.on('data', (text: string) => {
    said += text
  })
  await once(socket, 'connect')
})
afterEach(async () => {
  socket.destroy()
  await server.app.close()
})

const post = (body: string) =>
  `POST /notes HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const note = (name: string) => post(`{"name":"${name}"}`)
const answers = () => [...said.matchAll(/"(?:answer|code)":"(\w+)"/g)].map((match) => match[1])
const closing = () =>
  said
    .split('HTTP/1.1 ')
    .slice(1)
    .map((answer) => /^connection: close/im.test(answer))

describe('requests that share a connection', () => {
  /** Three notes that are carried out by now have their answers, of which the last closes. */
  async function allAnswered(stopped: Promise<void>): Promise<void> {
    release()
    await once(socket, 'end')
    await stopped
    expect([answers(), closing()]).toEqual([
      ['a', 'b', 'c'],
      [false, false, true],
    ])
  }

  test('are all answered when the server begins to drain; the last answer closes', async () => {
    socket.write(note('a') + note('b') + note('c'))
    await expect.poll(() => done).toEqual(['a', 'b', 'c'])
    const stopped = server.lifecycle.stop()
    expect(server.lifecycle.state).toBe('draining')
    await allAnswered(stopped)
  })

  test('that come in while its listener closes are answered as well', async () => {
    socket.write(note('a'))
    await expect.poll(() => done).toEqual(['a'])
    const stopped = server.lifecycle.stop()
    await expect.poll(() => server.app.server.listening).toBe(false)
    socket.write(note('b') + note('c'))
    await expect.poll(() => done).toEqual(['a', 'b', 'c'])
    await allAnswered(stopped)
  })

  test('are answered behind one whose whole body is refused', async () => {
    release()
    socket.write(note('a') + post('no JSON') + post('') + note('b'))
    await expect.poll(answers).toEqual(['a', 'BODY_NOT_JSON', 'BODY_NOT_JSON', 'b'])
    expect([closing(), done, socket.readableEnded]).toEqual([[false, false, false, false], ['a', 'b'], false])
  })
})

test('what comes in behind an answer that closes is not carried out', async () => {
  release()
  socket.write(note('first'))
  await expect.poll(answers).toEqual(['first'])
  server.lifecycle.onDrain(() => new Promise(() => {}))
  void server.lifecycle.stop()
  socket.write(`GET /now HTTP/1.1\r\nhost: a\r\n\r\n${note('behind')}`)
  await once(socket, 'close')
  expect([answers(), closing(), done]).toEqual([['first', 'now'], [false, true], ['first']])
})
