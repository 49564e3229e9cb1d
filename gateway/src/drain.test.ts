import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TokenIssuer } from './testing/token-issuer.ts'
import { UpstreamServer } from './testing/upstream-server.ts'

/** What is collected would be closed. */
const held: unknown[] = []
const main = fileURLToPath(new URL('main.ts', import.meta.url))
let service: UpstreamServer
let issuer: TokenIssuer
beforeAll(async () => {
  service = await UpstreamServer.start()
  issuer = await TokenIssuer.create()
})
afterAll(() => service.stop())
const started = new Set<ChildProcess>()
afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  started.clear()
})

function start(extra: Record<string, string> = {}, ...descriptors: number[]) {
  const environment = {
    ...{ PATH: process.env.PATH ?? '', BARTAB_HOST: '127.0.0.1', BARTAB_PORT: '0', BARTAB_INTERNAL_PORT: '0' },
    ...{ BARTAB_ISSUER: 'http://chat.example', BARTAB_AUTH_INTERNAL_URL: service.origin },
    ...{ BARTAB_AUTH_URL: service.origin, BARTAB_CHAT_URL: service.origin, BARTAB_MEDIA_URL: service.origin },
    ...extra,
  }
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe', ...descriptors] })
  started.add(child)
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output.text += String(piece)))
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

describe.each([
  ['descriptor', () => shared(boundSocket()), 0],
  // a socket of its own is closed with those who connected in the same moment and were not taken in yet
  ['port', async () => sharedPort(await freePort()), 20],
])('a gateway that takes over on the same %s', (_what, share, mostLost) => {
  it('while the old one drains: no call and no held poll fails', async () => {
    const jwks = JSON.stringify(await issuer.jwks())
    service.answer = (request, response) => {
      if (request.url === '/.well-known/jwks.json') response.end(jwks)
      else if (request.url === '/revocations?timeout=0') response.end('{"next":"1","revoked":[]}')
      // polls, of the feed as of people, are held: an answer without news in it would count as no answer
      else if (!/^\/(revocations|chat\/v1\/sync)/.test(request.url ?? '')) response.end('{}')
    }
    const { port, begin } = await share()
    const url = `http://127.0.0.1:${port}`
    const headers = { authorization: `Bearer ${await issuer.sign()}` }
    const takeOver = async () => {
      const started = begin()
      await expect.poll(() => started.output.text, { timeout: 40_000 }).toContain(String(port))
      return started
    }
    const old = await takeOver()
    const readiness = async () => await (await fetch(`${url}/readyz`)).text()
    await expect.poll(readiness, { timeout: 40_000 }).toMatch(/^{"status":"ok"/)

    const failures: string[] = []
    let [running, answered, pollsEnded] = [true, 0, 0]
    const call = async () => {
      const answer = await fetch(`${url}/chat/v1/rooms`, { headers })
      if (answer.status !== 200) failures.push(`${answer.status} ${await answer.text()}`)
      else await answer.text()
      answered += 1
    }
    const poll = async () => {
      while (running) {
        const answer = await fetch(`${url}/chat/v1/sync?since=c7`, { headers, signal: leaving.signal })
        const { next_batch } = (await answer.json()) as { next_batch?: string }
        if (next_batch !== 'c7') failures.push(`a poll was answered with ${answer.status}`)
        pollsEnded += 1
      }
    }
    const leaving = new AbortController()
    const fail = (error: unknown) =>
      void (leaving.signal.aborted || failures.push(String((error as Error).cause ?? error)))
    const polls = Array.from({ length: 100 }, () => poll().catch(fail))
    const calls = setInterval(() => void call().catch(fail), 5)
    await expect.poll(() => answered).toBeGreaterThan(20)

    const next = await takeOver()
    const exit = once(old.child, 'exit')
    old.child.kill('SIGTERM')
    expect((await exit)[0]).toBe(0)
    const before = answered
    await expect.poll(() => answered).toBeGreaterThan(before + 20)
    running = false
    clearInterval(calls)
    leaving.abort()
    await Promise.all(polls)
    const lost = failures.filter((failure) => failure.endsWith('ECONNRESET') || failure.includes('connect ECONNRESET'))
    expect(failures.filter((failure) => !lost.includes(failure))).toEqual([])
    expect(lost.length).toBeLessThanOrEqual(mostLost)
    expect(pollsEnded).toBeGreaterThan(0)
    next.child.kill('SIGKILL')
    await once(next.child, 'exit')
  }, 120_000)
})

/** A port on which several gateways may listen, one after the other and side by side. */
interface SharedPlace {
  port: number
  begin: () => ReturnType<typeof start>
}

const shared = ({ fd, port }: { fd: number; port: number }): SharedPlace => ({
  port,
  begin: () => start({ BARTAB_LISTEN_FD: '3' }, fd),
})

const sharedPort = (port: number): SharedPlace => ({
  port,
  begin: () => start({ BARTAB_PORT: String(port), BARTAB_REUSE_PORT: 'true' }),
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}

/** Holds a port for others, as systemd does: it takes no connections itself. Node has this for its cluster module. */
function boundSocket(): { fd: number; port: number } {
  interface Handle {
    fd: number
    getsockname(out: { port?: number }): void
  }
  const bind = (net as unknown as { _createServerHandle(host: string, port: number, family: 4): Handle })
    ._createServerHandle
  const handle = bind('127.0.0.1', 0, 4)
  const name: { port?: number } = {}
  handle.getsockname(name)
  held.push(handle)
  return { fd: handle.fd, port: name.port ?? 0 }
}
