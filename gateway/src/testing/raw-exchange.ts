import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  code: string | undefined
  /** Everything that came back. */
  text: string
}

/** Sends bytes as they are and reads one answer, until the server closes or `quietMs` pass without more. */
export function rawExchange(port: number, bytes: string, quietMs = 300): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  const socket = connect(port, '127.0.0.1')
  let text = ''
  const done = () => {
    socket.destroy()
    resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), code: /"code":"(\w+)"/.exec(text)?.[1], text })
  }
  socket.setEncoding('latin1')
  socket.on('connect', () => socket.write(bytes, 'latin1'))
  socket.on('data', (piece) => {
    text += piece
    socket.setTimeout(quietMs)
    if (isWhole(text)) done()
  })
  socket.on('timeout', done)
  socket.on('end', done)
  socket.on('error', (error: NodeJS.ErrnoException) => (text === '' ? reject(error) : done()))
  return promise
}

function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const length = /^content-length: (\d+)$/im.exec(head)?.[1]
  return length !== undefined && rest.join('\r\n\r\n').length >= Number(length)
}
