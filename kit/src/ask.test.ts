import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from './ask.ts'

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const patience = () => AbortSignal.timeout(5_000)

test('a question with a body arrives as it was asked, and its answer is told', async () => {
  const origin = await serving(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    response.writeHead(201).end(`${request.method} ${request.url} ${request.headers['x-a']} ${body}`)
  })
  const question = { method: 'POST', headers: { 'x-a': 'b' }, body: 'größer', signal: patience() }
  expect(await ask(`${origin}/c?d`, question)).toEqual({ status: 201, text: 'POST /c?d b größer' })
})

test('a redirect is an answer, and nobody is asked after it', async () => {
  let asked = 0
  const origin = await serving((_request, response) => {
    asked += 1
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  expect((await ask(origin, { signal: patience() })).status).toBe(302)
  expect(asked).toBe(1)
})

test('an answer that is too long is not waited for', async () => {
  const origin = await serving((_request, response) => void response.write('x'.repeat(2_000)))
  await expect(ask(origin, { signal: patience(), maxBytes: 1_000 })).rejects.toThrow('longer than 1000 bytes')
})

test('where nobody listens, the error has its code', async () => {
  const origin = await serving(() => undefined)
  const nowhere = origin.replace(/\d+$/, '9')
  await expect(ask(nowhere, { signal: patience() })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a question is taken back, before its answer and in the middle of it', async () => {
  const silent = await serving(() => undefined)
  const halting = await serving((_request, response) => void response.write('x'))
  for (const origin of [silent, halting]) {
    const taken = new AbortController()
    const asking = ask(origin, { signal: taken.signal })
    setTimeout(() => taken.abort(), 50)
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
  }
})
