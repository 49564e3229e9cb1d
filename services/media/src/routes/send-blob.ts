import { Problem } from '@bartab/sdk/problems'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BlobKey, BlobStore, OpenBlob } from '../blobs/blob-store.ts'
import { type ByteRange, parseRange } from '../domain/byte-range.ts'
import { entityTag, matchesAny, rangeStands } from '../domain/entity-tag.ts'
import { fileHeaders, type Servable } from './file-headers.ts'
import { type BufferPool, chunkBytes, transfer } from './transfer.ts'

export interface SendDeps {
  blobs: Pick<BlobStore, 'open'>
  buffers: BufferPool
  /** Told how many bytes went out. */
  onSent(bytes: number): void
}

export type SendableBlob = Omit<Servable, 'sha256'> & { key: BlobKey }

/** Answers with a blob: whole, one range of it, or 304 when the client has it already. */
export async function sendBlob(
  deps: SendDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  what: SendableBlob,
): Promise<FastifyReply> {
  const tag = entityTag(what.key.sha256)
  const headers = fileHeaders({ ...what, sha256: what.key.sha256 })
  if (matchesAny(request.headers['if-none-match'], tag)) return reply.code(304).headers(withoutContent(headers)).send()
  await using blob = await deps.blobs.open(what.key)
  if (blob === undefined) throw new Problem('MEDIA_BLOB_LOST')
  const range = rangeFor(request, tag, blob.size)
  reply.code(range === undefined ? 200 : 206).headers(headers)
  if (range !== undefined) reply.header('content-range', `bytes ${range.first}-${range.last}/${blob.size}`)
  return await sendBody(deps, request, reply, blob, range ?? { first: 0, last: blob.size - 1 })
}

function rangeFor({ headers }: FastifyRequest, tag: string, size: number): ByteRange | undefined {
  if (!rangeStands(headers['if-range'] as string | undefined, tag)) return undefined
  const range = parseRange(headers.range, size)
  if (range === 'whole') return undefined
  if (range !== 'unsatisfiable') return range
  throw new Problem('RANGE_NOT_SATISFIABLE', {
    detail: `The file has ${size} bytes; ask for one range of them.`,
    headers: { 'content-range': `bytes */${size}` },
  })
}

async function sendBody(
  deps: SendDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  blob: OpenBlob,
  range: ByteRange,
): Promise<FastifyReply> {
  const length = range.last - range.first + 1
  reply.header('content-length', length)
  if (request.method === 'HEAD') return reply.send()
  deps.onSent(length)
  if (length <= chunkBytes) return reply.send(await readWhole(blob, range.first, length))
  reply.hijack()
  reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
  await transfer(blob, range, reply.raw, deps.buffers)
  return reply
}

async function readWhole(blob: OpenBlob, first: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length; ) {
    const got = await blob.read(buffer.subarray(filled), first + filled)
    if (got === 0) throw new Problem('MEDIA_BLOB_LOST')
    filled += got
  }
  return buffer
}

function withoutContent({
  'content-type': _,
  'content-disposition': __,
  ...headers
}: Record<string, string>): Record<string, string> {
  return headers
}
