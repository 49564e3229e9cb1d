import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TokenIssuer } from './testing/token-issuer.ts'
import { UpstreamServer } from './testing/upstream-server.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let service: UpstreamServer
let issuer: TokenIssuer
beforeAll(async () => {
  service = await UpstreamServer.start()
  issuer = await TokenIssuer.create()
})
afterAll(() => service.stop())

function start(extra: Record<string, string> = {}) {
  const environment = {
    ...{ PATH: process.env.PATH ?? '', BARTAB_HOST: '127.0.0.1', BARTAB_PORT: '0', BARTAB_INTERNAL_PORT: '0' },
    ...{ BARTAB_ISSUER: 'http://chat.example', BARTAB_AUTH_INTERNAL_URL: service.origin },
    ...{ BARTAB_AUTH_URL: service.origin, BARTAB_CHAT_URL: service.origin, BARTAB_MEDIA_URL: service.origin },
    ...extra,
  }
  const child = spawn(process.execPath, [main], { env: environment })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output.text += String(piece)))
  return { child, output }
}

describe('the process', () => {
  it('says every fault of its configuration at once and exits 78', async () => {
    const { child, output } = start({ BARTAB_PORT: 'http', BARTAB_CHAT_URL: 'chat', BARTAB_LIMIT_USER_BURST: '0' })
    const [code] = await once(child, 'exit')
    expect(code).toBe(78)
    for (const name of ['BARTAB_PORT', 'BARTAB_CHAT_URL', 'BARTAB_LIMIT_USER_BURST'])
      expect(output.text).toContain(name)
  }, 20_000)

  it('waits for its polls when it is told to stop, takes no new connections, and exits 0', async () => {
    const jwks = JSON.stringify(await issuer.jwks())
    let held: ServerResponse | undefined
    service.answer = (request, response) => {
      if (request.url === '/.well-known/jwks.json') response.end(jwks)
      else if (request.url === '/revocations?timeout=0') response.end('{"next":"1","revoked":[]}')
      else if (request.url === '/readyz') response.end('{}')
      else if (request.url === '/chat/v1/sync') held = response
    }
    const { child, output } = start()
    await expect.poll(() => output.text.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0], { timeout: 15_000 }).toBeDefined()
    const url = output.text.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0] as string
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200)
    const headers = { authorization: `Bearer ${await issuer.sign()}` }
    const poll = fetch(`${url}/chat/v1/sync`, { headers })
    await expect.poll(() => held).toBeDefined()
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          () => 'answers',
          () => 'refuses',
        ),
      )
      .toBe('refuses')
    expect(child.exitCode).toBeNull()
    held?.end('{"next_batch":"2"}')
    const answer = await poll
    expect([answer.headers.get('connection'), await answer.text()]).toEqual(['close', '{"next_batch":"2"}'])
    expect((await exit)[0]).toBe(0)
  }, 30_000)
})
