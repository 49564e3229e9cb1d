import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createServer as listen, type Socket, type Server as SocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { freePort } from './free-port.ts'

/** What is wrong with it. */
export type ProxyMode =
  | 'sound'
  | 'elsewhere'
  | 'unreachable'
  | 'redirects'
  | 'small-uploads'
  | 'collects-answers'
  | 'drops-tokens'

export type Certificate = 'good' | 'expired' | 'self-signed' | 'other-name'

/** A TLS proxy in front of a gateway, as people set them up, well or not so well. */
export class FaultyProxy {
  mode: ProxyMode = 'sound'
  /** Where it passes requests on to. */
  target = ''
  readonly port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'bartab-proxy-'))
  #server: Server
  #socket: SocketServer | undefined

  private constructor(port: number) {
    this.port = port
    this.#authority()
    for (const certificate of ['good', 'expired', 'other-name'] as const) this.#issue(certificate)
    this.#selfSign()
    this.#server = createServer(this.#keys('good'), (incoming, answer) => void this.#serve(incoming, answer))
  }

  static async start(): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(await freePort())
    await proxy.open()
    return proxy
  }

  get url(): string {
    return `https://localhost:${this.port}`
  }

  /** The authority that vouches for its good certificate. */
  get authorityFile(): string {
    return join(this.#folder, 'authority.pem')
  }

  present(certificate: Certificate): void {
    this.#server.setSecureContext(this.#keys(certificate))
  }

  async open(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Has the port with something that speaks no TLS: nothing at all, or plain HTTP. */
  async replaceBySocket(speak: (write: (text: string) => void) => void): Promise<() => Promise<void>> {
    await this.close()
    const open = new Set<Socket>()
    this.#socket = listen((socket) => {
      open.add(socket)
      socket.on('error', () => undefined)
      speak((text) => void socket.end(text))
    }).listen(this.port, '127.0.0.1')
    await once(this.#socket, 'listening')
    return async () => {
      for (const socket of open) socket.destroy()
      this.#socket?.close()
      await this.open()
    }
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (this.mode === 'elsewhere') return void answer.end('<h1>It works!</h1>')
    if (this.mode === 'unreachable') return void answer.writeHead(502).end('<h1>502 Bad Gateway</h1>')
    if (this.mode === 'redirects') {
      return void answer.writeHead(301, { location: `https://www.localhost:${this.port}${incoming.url}` }).end()
    }
    if (this.mode === 'small-uploads' && Number(incoming.headers['content-length'] ?? 0) > 1_048_576) {
      incoming.resume()
      return void answer.writeHead(413, { connection: 'close' }).end('<h1>413 Request Entity Too Large</h1>')
    }
    this.#pass(incoming, answer)
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const headers = { ...incoming.headers, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' }
    if (this.mode === 'drops-tokens') delete headers.authorization
    const call = request(`${this.target}${incoming.url}`, { method: incoming.method, headers }, (response) => {
      const send = () => answer.writeHead(response.statusCode ?? 502, response.headers)
      if (this.mode !== 'collects-answers') return void response.pipe(send())
      buffer(response).then(
        (whole) => send().end(whole),
        () => answer.destroy(),
      )
    })
    call.on('error', () => answer.destroy())
    answer.on('close', () => call.destroy())
    incoming.pipe(call)
  }

  #keys(certificate: Certificate): { key: Buffer; cert: Buffer } {
    const read = (ending: string) => readFileSync(join(this.#folder, `${certificate}.${ending}`))
    return { key: read('key'), cert: read('pem') }
  }

  #authority(): void {
    this.#openssl(
      `req -x509 -newkey rsa:2048 -nodes -keyout authority.key -out authority.pem -days 2 -subj /CN=authority`,
    )
  }

  #issue(certificate: Certificate): void {
    const name = certificate === 'other-name' ? 'other.example.org' : 'localhost'
    writeFileSync(join(this.#folder, 'names'), `subjectAltName=DNS:${name}\n`)
    this.#openssl(`req -newkey rsa:2048 -nodes -keyout ${certificate}.key -out request -subj /CN=${name}`)
    const days = certificate === 'expired' ? 0 : 1
    const authority = '-CA authority.pem -CAkey authority.key -CAcreateserial'
    this.#openssl(`x509 -req -in request ${authority} -days ${days} -extfile names -out ${certificate}.pem`)
  }

  #selfSign(): void {
    const names = '-subj /CN=localhost -addext subjectAltName=DNS:localhost'
    this.#openssl(`req -x509 -newkey rsa:2048 -nodes -keyout self-signed.key -out self-signed.pem -days 1 ${names}`)
  }

  #openssl(words: string): void {
    execFileSync('openssl', words.split(' '), { cwd: this.#folder, stdio: 'ignore' })
  }
}
