import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer on a line: its status, and its body as text. */
export interface LineAnswer {
  status: number
  body: string
}

interface Asked {
  request: string
  resolve: (answer: LineAnswer) => void
  reject: (reason: Error) => void
  /** It went out a second time: the server had closed the connection while nothing was asked. */
  again: boolean
}

const headEnd = Buffer.from('\r\n\r\n')
const none = Buffer.alloc(0)

/**
 * One kept-alive connection that carries one request after the other, at next to no cost: the load must not be what is
 * measured. It understands what servers here and their peers answer: a `content-length`, or chunks. A connection that
 * the server closed while it was idle is opened anew.
 */
export class Line {
  readonly #port: number
  #socket: Socket
  #asked: Asked | undefined
  #received: Buffer = none

  private constructor(port: number, socket: Socket) {
    this.#port = port
    this.#socket = this.#heard(socket)
  }

  static async open(port: number): Promise<Line> {
    const socket = dial(port)
    await once(socket, 'connect')
    return new Line(port, socket)
  }

  /** Sends a whole request, head and body, and settles with its answer. */
  ask(request: string): Promise<LineAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#asked !== undefined) return reject(new Error('one request at a time'))
      this.#asked = { request, resolve, reject, again: false }
      if (this.#socket.destroyed) this.#socket = this.#heard(dial(this.#port))
      this.#socket.write(request)
    })
  }

  get busy(): boolean {
    return this.#asked !== undefined
  }

  close(): void {
    this.#asked = undefined
    this.#socket.destroy()
  }

  #heard(socket: Socket): Socket {
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('error', (error) => this.#lost(socket, error))
    return socket.on('close', () => this.#lost(socket, new Error('the server closed the connection')))
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
    const answer = wholeAnswer(this.#received)
    if (answer === undefined) return
    const asked = this.#asked
    this.#received = none
    this.#asked = undefined
    asked?.resolve(answer)
  }

  #lost(socket: Socket, error: Error): void {
    if (socket !== this.#socket || this.#asked === undefined) return
    if (this.#asked.again || this.#received.length > 0) this.#fail(error)
    else this.#askAgain(this.#asked)
  }

  #fail(error: Error): void {
    const asked = this.#asked
    this.#asked = undefined
    asked?.reject(error)
  }

  #askAgain(asked: Asked): void {
    asked.again = true
    this.#socket = this.#heard(dial(this.#port))
    this.#socket.write(asked.request)
  }
}

const dial = (port: number): Socket => connect({ port, host: '127.0.0.1', noDelay: true })

/** The answer that these bytes are, once they are all there. */
function wholeAnswer(bytes: Buffer): LineAnswer | undefined {
  const end = bytes.indexOf(headEnd)
  if (end === -1) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  const from = end + headEnd.length
  if (length === undefined) return chunked(bytes, from, status)
  const until = from + Number(length)
  return bytes.length < until ? undefined : { status, body: bytes.toString('utf8', from, until) }
}

function chunked(bytes: Buffer, from: number, status: number): LineAnswer | undefined {
  let body = ''
  for (let at = from; ; ) {
    const end = bytes.indexOf('\r\n', at)
    if (end === -1) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16)
    const next = end + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { status, body }
    body += bytes.toString('utf8', end + 2, end + 2 + size)
    at = next
  }
}

/** Sends a request and gives each message of the event stream that answers it to `hear`. */
export async function openStream(
  port: number,
  request: string,
  hear: (message: string) => void,
): Promise<{ close(): void }> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let rest = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const end = text.lastIndexOf('\n\n')
    if (end === -1) rest += text
    else {
      hear(rest + text.slice(0, end))
      rest = text.slice(end)
    }
  })
  socket.on('error', () => {})
  socket.write(request)
  return { close: () => void socket.destroy() }
}
