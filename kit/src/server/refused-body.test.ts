import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { testServer } from './test-server.fixture.ts'

const limit = 200
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A client that has sent the header section and half of a body. */
async function halfSent(bytes: number) {
  const { app } = await testServer({ bodyLimit: limit })
  app.post('/notes', { config: { scope: 'public' } }, async () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text
  })
  const failures: Error[] = []
  socket.on('error', (error) => failures.push(error))
  closing.push(async () => {
    socket.destroy()
    await app.close()
  })
  await once(socket, 'connect')
  socket.write(`POST /notes HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`)
  socket.write('x'.repeat(bytes / 2))
  await sleep(100)
  return { socket, failures, answer: () => answer }
}

test.each([10 * limit, 8 * 1024 * 1024])(
  'a body of %i bytes, which is too large, is taken in before it is refused, so that the refusal arrives',
  async (bytes) => {
    const { socket, failures, answer } = await halfSent(bytes)
    expect(answer()).toBe('')
    socket.write('x'.repeat(bytes / 2))
    await once(socket, 'end')
    expect(answer()).toMatch(/^HTTP\/1\.1 413 [\s\S]*"BODY_TOO_LARGE"/)
    expect(failures).toEqual([])
  },
)

test('nobody can keep a refusal from being answered by never sending the rest', async () => {
  const { socket, answer } = await halfSent(10 * limit)
  await once(socket, 'end')
  expect(answer()).toMatch(/^HTTP\/1\.1 413 /)
})

test('a body of any length is taken in up to a bound, and then its connection is cut', async () => {
  const { socket, failures } = await halfSent(64 * 1024 * 1024)
  await expect.poll(() => socket.closed, { timeout: 10_000 }).toBe(true)
  expect(failures).toMatchObject([{ code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) }])
})
