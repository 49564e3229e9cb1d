import type { Readable } from 'node:stream'
import type { App, Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { Media, UploadTarget } from '@bartab/sdk/schemas'
import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { IncomingFile } from '../blobs/incoming.ts'
import { refuseDeclaredLength, takeIn } from '../blobs/intake.ts'
import type { Allowance } from '../domain/allowance.ts'
import { safeFileName } from '../domain/file-name.ts'
import type { MediaRecord } from '../domain/media-record.ts'
import type { RoomDirectory } from '../domain/room-directory.ts'
import type { Received } from '../domain/upload-media.ts'
import { accessOf } from '../domain/upload-target.ts'
import { mediaAnswer } from './media-answer.ts'
import { passTheRest } from './pass-the-rest.ts'
import { requireMember } from './require-member.ts'
import { readUploadForm } from './upload-form.ts'

export interface UploadRouteDeps {
  upload(received: Received): Promise<MediaRecord>
  newFile(): IncomingFile
  rooms: RoomDirectory
  allowance: Allowance
  maxUploadBytes: number
}

type Arrived = Pick<Received, 'measured' | 'filename'> & { target: UploadTarget }

const formOverhead = 64 * 1024

/** `POST /media/v1/media`: a form, or any other body as the file itself. */
export async function uploadRoutes(parent: App, deps: UploadRouteDeps): Promise<void> {
  await parent.register(async (scope) => {
    const app = scope as unknown as App
    app.removeAllContentTypeParsers()
    await app.register(multipart, {
      limits: { fileSize: Number.MAX_SAFE_INTEGER, fieldSize: 4096, fields: 8, files: 2 },
    })
    app.addContentTypeParser('*', (_request, body, done) => done(null, body))
    app.post(
      '/media/v1/media',
      {
        config: { scope: 'media:write', body: 'raw' },
        schema: { querystring: UploadTarget, response: { 201: Media } },
      },
      async (request, reply) => {
        await using file = deps.newFile()
        using _rest = { [Symbol.dispose]: () => passTheRest(request) }
        const declared = request.headers['content-length']
        refuseDeclaredLength(declared, deps.maxUploadBytes + formOverhead)
        using reserved = deps.allowance.reserve(request.caller.userId, Number(declared ?? 0))
        const arrived = await arrive(deps, request, request.query, file)
        reserved.settle(arrived.measured.size)
        const media = await deps.upload(receivedFrom(request.caller, arrived, file))
        const answer = mediaAnswer(media)
        return reply.code(201).header('location', answer.url).send(answer)
      },
    )
  })
}

async function arrive(
  deps: UploadRouteDeps,
  request: FastifyRequest,
  query: UploadTarget,
  file: IncomingFile,
): Promise<Arrived> {
  const admit = (target: UploadTarget) => requireMember(deps.rooms, request, target)
  const take = (body: Readable) => takeIn(body, file, deps.maxUploadBytes)
  if (!request.isMultipart()) {
    await admit(query)
    return { target: query, filename: query.filename, measured: await take(rawBody(request)) }
  }
  if (Object.keys(query).length > 0) throw new Problem('QUERY_INVALID', { detail: 'a form carries its fields itself' })
  const form = await readUploadForm(request.parts(), { file, admit, takeIn: take })
  await admit(form.target)
  return { ...form, filename: form.target.filename ?? form.filename }
}

function rawBody(request: FastifyRequest): Readable {
  if (request.body === undefined || request.body === null) throw new Problem('MEDIA_FILE_MISSING')
  return request.body as Readable
}

function receivedFrom(caller: Caller, { target, filename, measured }: Arrived, file: IncomingFile): Received {
  return {
    uploaderId: caller.userId,
    access: accessOf(target, caller.userId),
    filename: safeFileName(filename),
    declaredSha256: target.sha256,
    file,
    measured,
  }
}
