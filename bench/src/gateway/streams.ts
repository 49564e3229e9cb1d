import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const piece = Buffer.alloc(256 * 1024, 'x')

/** MB each second of a body of so many bytes on its way up. */
export async function upload(origin: string, token: string, bytes: number): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-length': bytes, 'content-type': 'image/png' }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const started = performance.now()
  const outgoing = request(`${origin}/media/v1/media`, { method: 'POST', headers }, (answer) => {
    if (answer.statusCode === 200) answer.resume().on('end', resolve)
    else reject(new Error(`the upload was answered with ${answer.statusCode}`))
  })
  await pipeline(Readable.from(pieces(bytes)), outgoing)
  await promise
  return bytes / 1e6 / ((performance.now() - started) / 1_000)
}

/** MB each second of a body of so many bytes on its way down. */
export async function download(origin: string, token: string, bytes: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const headers = { authorization: `Bearer ${token}` }
  let received = 0
  const started = performance.now()
  request(`${origin}/media/v1/media/big?bytes=${bytes}`, { headers }, (answer) => {
    answer.on('data', (part: Buffer) => {
      received += part.length
    })
    answer.on('end', resolve).on('error', reject)
  })
    .on('error', reject)
    .end()
  await promise
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`)
  return bytes / 1e6 / ((performance.now() - started) / 1_000)
}

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= piece.length) yield left >= piece.length ? piece : piece.subarray(0, left)
}
