import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenBlob } from '../blobs/blob-store.ts'
import { BufferPool, chunkBytes, transfer } from './transfer.ts'

const size = chunkBytes * 3 + 17
let server: Server
let serve: (blob: OpenBlob) => void
let outcome: Promise<unknown>

beforeAll(async () => {
  let blob: OpenBlob
  const pool = new BufferPool(1)
  serve = (next) => {
    blob = next
  }
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': size })
    outcome = transfer(blob, { first: 0, last: size - 1 }, response, pool).catch((error: unknown) => error)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void server.close())

function blobOf(read: OpenBlob['read']): OpenBlob {
  return { size, read, [Symbol.asyncDispose]: async () => undefined }
}

async function fetchBody(): Promise<Buffer> {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return Buffer.from(await answer.arrayBuffer())
}

test('every chunk carries what the blob holds there, though they share one buffer', async () => {
  serve(
    blobOf(async (into, position) => {
      const length = Math.min(into.byteLength, size - position)
      for (let at = 0; at < length; at++) into[at] = (position + at) % 251
      return length
    }),
  )
  const body = await fetchBody()
  expect(body.length).toBe(size)
  expect(body.every((byte, at) => byte === at % 251)).toBe(true)
})

test('a blob that ends too early ends the connection, so that no client takes the part for the whole', async () => {
  serve(blobOf(async (into, position) => (position < chunkBytes ? into.byteLength : 0)))
  await expect(fetchBody()).rejects.toThrow()
  expect(await outcome).toBeInstanceOf(Error)
})

test('a read that fails ends the connection', async () => {
  serve(blobOf(async (into, position) => (position < chunkBytes ? into.byteLength : Promise.reject(new Error('EIO')))))
  await expect(fetchBody()).rejects.toThrow()
  expect(await outcome).toMatchObject({ message: 'EIO' })
})

test('a client that goes away ends the reading and is no failure', async () => {
  let reads = 0
  const going = Promise.withResolvers<void>()
  serve(
    blobOf(async (into) => {
      reads++
      if (reads === 2) await going.promise
      return into.byteLength
    }),
  )
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  request.on('error', () => undefined)
  await new Promise<void>((resolve) => request.once('response', (answer) => answer.once('data', resolve)))
  request.destroy()
  await expect.poll(() => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(0)
  going.resolve()
  expect(await outcome).toBeUndefined()
  expect(reads).toBe(2)
})
