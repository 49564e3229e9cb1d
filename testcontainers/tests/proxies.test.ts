import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const example = (file: string) => readFileSync(join(import.meta.dirname, '../../deploy/proxies', file), 'utf8')
const installed = (program: string) => spawnSync('which', [program]).status === 0

/** Stands for the gateway: what reaches it is what the gateway would believe of a trusted proxy. */
let behind: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void
let folder: string
beforeAll(async () => {
  behind = createServer((incoming, response) => answer(incoming, response)).listen(0, '127.0.0.1')
  await once(behind, 'listening')
  folder = mkdtempSync(join(tmpdir(), 'proxies-'))
  const subject = ['-subj', '/CN=chat.example', '-addext', 'subjectAltName=DNS:chat.example']
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'crt')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  })
})
afterAll(() => {
  behind.closeAllConnections()
  behind.close()
  rmSync(folder, { recursive: true, force: true })
})

function caddy(port: number, origin: string): string[] {
  const text = example('Caddyfile')
    .replace('chat.example {', `https://chat.example:${port} {\n\ttls ${join(folder, 'crt')} ${join(folder, 'key')}`)
    .replace('127.0.0.1:8008', origin)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${text}`)
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file]
}

function nginx(port: number, origin: string): string[] {
  const text = example('nginx.conf')
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('/etc/ssl/chat.example.crt', join(folder, 'crt'))
    .replace('/etc/ssl/chat.example.key', join(folder, 'key'))
    .replace('127.0.0.1:8008', origin)
  const file = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder};`)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    file,
    `daemon off; pid ${folder}/nginx.pid; ${user} events {}\nhttp { access_log off; ${temporary.join(' ')}\n${text} }`,
  )
  return ['nginx', '-e', 'stderr', '-c', file]
}

// where a proxy is not installed its test fails: the example would be shown to nobody
describe.each([
  ['caddy', caddy],
  ['nginx', nginx],
])('the example for %s', (program, configure) => {
  let port: number
  let proxy: ChildProcess
  beforeAll(async () => {
    expect(installed(program), `${program} is needed: apt-get install ${program}`).toBe(true)
    port = await freePort()
    const [command = '', ...args] = configure(port, `127.0.0.1:${(behind.address() as AddressInfo).port}`)
    proxy = spawn(command, args, { stdio: 'ignore', env: { ...process.env, HOME: folder } })
    answer = (_request, response) => response.end('ready')
    await vi.waitFor(async () => expect((await call('/')).statusCode).toBe(200), { timeout: 20_000 })
  })
  afterAll(async () => {
    if (proxy.exitCode !== null) return
    proxy.kill('SIGTERM')
    await once(proxy, 'exit')
  })

  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    request({
      ...{ host: '127.0.0.1', port, path, method, servername: 'chat.example', agent: false },
      ...{ headers: { host: 'chat.example', ...headers }, ca: readFileSync(join(folder, 'crt')) },
    })
  const call = async (path: string, headers: Record<string, string> = {}) => {
    const outgoing = send(path, headers)
    outgoing.end()
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    return response
  }

  it('tells the client’s address, the scheme and the host, whatever the client says of them', async () => {
    let seen: IncomingMessage['headers'] = {}
    answer = (incoming, response) => {
      seen = incoming.headers
      response.end()
    }
    const lies = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'ftp', 'x-forwarded-host': 'evil.example' }
    ;(await call('/chat/v1/rooms', lies)).resume()
    expect(seen).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' })
    expect(seen['x-forwarded-host']).toMatch(/^chat\.example(:\d+)?$/)
    expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|ftp/)
  })

  it('passes the path on as it came', async () => {
    let url = ''
    answer = (incoming, response) => {
      url = incoming.url ?? ''
      response.end()
    }
    ;(await call('/chat/v1/rooms/a%20b?q=%2F..')).resume()
    expect(url).toBe('/chat/v1/rooms/a%20b?q=%2F..')
  })

  it('does not buffer: each event arrives before the next is sent', async () => {
    let say: (text: string) => void = () => {}
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      say = (text) => response.write(text)
    }
    const stream = (await call('/chat/v1/sync')).setEncoding('utf8')
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      say(event)
      expect((await once(stream, 'data'))[0]).toBe(event)
    }
    stream.on('error', () => {}).destroy()
  })

  it('streams an upload: the first piece arrives before the last is sent', async () => {
    const first = Promise.withResolvers<number>()
    let received = 0
    answer = async (incoming, response) => {
      for await (const piece of incoming) {
        received += (piece as Buffer).length
        first.resolve(received)
      }
      response.end(String(received))
    }
    const half = Buffer.alloc(512 * 1024)
    const upload = send('/media/v1/media', { 'content-length': String(2 * half.length) }, 'POST')
    upload.write(half)
    expect(await first.promise).toBeGreaterThan(0)
    upload.end(half)
    const [response] = (await once(upload, 'response')) as [IncomingMessage]
    response.resume()
    expect([response.statusCode, received]).toEqual([200, 2 * half.length])
  })

  it('lets go of a poll whose client leaves', async () => {
    const left = Promise.withResolvers<void>()
    const came = Promise.withResolvers<void>()
    answer = (_request, response) => {
      came.resolve()
      response.on('close', left.resolve)
    }
    const poll = send('/chat/v1/sync').on('error', () => {})
    poll.end()
    await came.promise
    poll.destroy()
    await left.promise
  })
})

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  return port
}
