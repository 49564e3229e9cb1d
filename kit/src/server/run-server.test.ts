import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'

type Line = Record<string, unknown>
const program = fileURLToPath(new URL('./held-server.fixture.ts', import.meta.url))
const healthcheck = fileURLToPath(new URL('../healthcheck.ts', import.meta.url))
const ports = { BARTAB_PORT: '0', BARTAB_INTERNAL_PORT: '0', BARTAB_HOST: '127.0.0.1' }
const valid = { ...ports, BARTAB_ISSUER: 'http://127.0.0.1:8008' }
const children: Process[] = []

// each test starts processes, which takes as long as the machine makes it
vi.setConfig({ testTimeout: 60_000 })

afterEach(() => {
  for (const { child } of children.splice(0)) child.kill('SIGKILL')
})

/** A server in a process of its own, with its log as it appears. */
class Process {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly lines: Line[] = []
  readonly exit: Promise<number | null>
  readonly stderr: Promise<string>
  #waiting: (() => void)[] = []

  constructor(environment: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    this.exit = once(this.child, 'close').then(([code]) => code as number | null)
    this.stderr = text(this.child.stderr)
    this.#read()
    children.push(this)
  }

  async line(msg: string): Promise<Line> {
    for (;;) {
      const found = this.lines.find((line) => line.msg === msg)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #read(): void {
    let rest = ''
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() as string
      this.lines.push(...parts.map((part) => JSON.parse(part) as Line))
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }
}

async function started(environment: NodeJS.ProcessEnv = {}) {
  const server = new Process({ ...valid, ...environment })
  const ready = (await server.line('ready')) as { public: { port: number }; internal: { port: number } }
  return { server, url: `http://127.0.0.1:${ready.public.port}`, internal: `http://127.0.0.1:${ready.internal.port}` }
}

const messages = ({ lines }: Process) => lines.map(({ msg }) => msg)

test('a crowd gets its connections although the server is busy at that moment', async () => {
  const { server, url } = await started()
  const ceiling = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'))
  const count = Math.min(1500, ceiling)
  server.child.kill('SIGSTOP')
  const { hostname, port } = new URL(url)
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname).on('error', () => {}))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const socket of sockets) socket.destroy()
  server.child.kill('SIGCONT')
})

describe('a server that is told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s ends held polls early, closes its store last and exits 0',
    async (signal) => {
      const { server, url, internal } = await started()
      expect((await fetch(`${internal}/readyz`)).status).toBe(200)
      const poll = fetch(`${url}/poll`)
      await server.line('holding')
      server.child.kill(signal)
      const answer = await poll
      expect(answer.headers.get('connection')).toBe('close')
      expect(await answer.json()).toEqual({ ended: 'early' })
      expect(await server.exit).toBe(0)
      expect(messages(server).slice(-4)).toEqual(['stopping', 'request', 'store closed', 'stopped'])
    },
  )

  test('lets requests in flight finish, while the internal listener says that it drains', async () => {
    const { server, url, internal } = await started()
    const slow = fetch(`${url}/slow`)
    await server.line('holding')
    server.child.kill('SIGTERM')
    await server.line('stopping')
    const readiness = await fetch(`${internal}/readyz`)
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      { status: 'failing', checks: [{ name: 'lifecycle', status: 'failing', detail: 'draining' }] },
    ])
    await fetch(`${internal}/release`)
    expect(await (await slow).json()).toEqual({ ended: 'in time' })
    expect(await server.exit).toBe(0)
  })

  test('takes no new connections while it drains', async () => {
    const { server, url, internal } = await started()
    const slow = fetch(`${url}/slow`)
    await server.line('holding')
    server.child.kill('SIGTERM')
    await server.line('stopping')
    await vi.waitFor(() => expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed'), { timeout: 10_000 })
    await fetch(`${internal}/release`)
    expect((await slow).status).toBe(200)
  })

  test('does not wait for idle keep-alive connections', async () => {
    const { server, url } = await started()
    const agent = new Agent({ keepAlive: true })
    const [answer] = await once(get(`${url}/healthz`, { agent }), 'response')
    answer.resume()
    await once(answer, 'end')
    expect(answer.headers.connection).toBe('keep-alive')
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    expect(messages(server)).not.toContain('requests were cut off at the end of the drain timeout')
    agent.destroy()
  })

  test('cuts off what does not finish within the drain timeout, and still closes its store', async () => {
    const { server, url } = await started({ BARTAB_DRAIN_TIMEOUT_MS: '50' })
    const stuck = fetch(`${url}/stuck`).catch(() => 'cut')
    await server.line('holding')
    server.child.kill('SIGTERM')
    expect(await stuck).toBe('cut')
    expect(await server.exit).toBe(0)
    expect(messages(server)).toContain('requests were cut off at the end of the drain timeout')
    expect(messages(server).at(-1)).toBe('stopped')
  })

  test('leaves its port to the one that follows it, who listens there already', async () => {
    const { server, url } = await started({ BARTAB_REUSE_PORT: 'true' })
    const port = new URL(url).port
    const { server: next } = await started({ BARTAB_REUSE_PORT: 'true', BARTAB_PORT: port })
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    next.child.kill('SIGTERM')
    expect(await next.exit).toBe(0)
  })

  test('exits 130 at once on a second signal', async () => {
    const { server, url } = await started({ BARTAB_DRAIN_TIMEOUT_MS: '600000' })
    fetch(`${url}/stuck`).catch(() => {})
    await server.line('holding')
    server.child.kill('SIGINT')
    await server.line('stopping')
    server.child.kill('SIGINT')
    expect(await server.exit).toBe(130)
  })
})

describe('a server that cannot start', () => {
  test('names every mistake of its configuration and exits 78', async () => {
    const server = new Process({ BARTAB_PORT: 'eighty', BARTAB_SERVER_NAME: 'My Server' })
    expect(await server.exit).toBe(78)
    const said = await server.stderr
    expect(said).toContain('3 mistakes')
    for (const variable of ['BARTAB_PORT', 'BARTAB_SERVER_NAME', 'BARTAB_ISSUER'])
      expect(said).toContain(`  ${variable}: `)
    expect(said).not.toContain('    at ')
  })

  test.each([
    ['BARTAB_PORT', 'Cannot listen on 127.0.0.1'],
    ['BARTAB_INTERNAL_PORT', 'Cannot listen on 127.0.0.1'],
  ])('says that the port of %s is taken, closes its store and exits 73', async (variable, words) => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as { port: number }
    const server = new Process({ ...valid, [variable]: String(port) })
    expect(await server.exit).toBe(73)
    expect(await server.stderr).toBe(
      `${words}:${port}: the port is taken by another process. Stop that one, or set ${variable} to a free port.\n`,
    )
    expect(messages(server)).toContain('store closed')
    holder.close()
  })

  test.each([
    ['an address that this machine does not have', '192.0.2.77', 'this machine has no such address'],
    ['a name that does not resolve', 'nowhere.invalid', 'the host name cannot be resolved'],
  ])('says so of %s and exits 78', async (_name, host, words) => {
    const server = new Process({ ...valid, BARTAB_INTERNAL_HOST: host })
    expect(await server.exit).toBe(78)
    expect(await server.stderr).toContain(words)
  })
})

test('the health check of a container is 0 for a live server, asks readiness on demand, and is 1 when nobody answers', async () => {
  const { server, internal } = await started()
  const check = async (...args: string[]) => {
    const env = { BARTAB_INTERNAL_PORT: new URL(internal).port }
    const child = spawn(process.execPath, [healthcheck, ...args], { env, stdio: 'ignore' })
    const [code] = await once(child, 'exit')
    return code
  }
  expect(await check()).toBe(0)
  expect(await check('/readyz')).toBe(0)
  expect(await check('/nowhere')).toBe(1)
  server.child.kill('SIGTERM')
  await server.exit
  expect(await check()).toBe(1)
})
