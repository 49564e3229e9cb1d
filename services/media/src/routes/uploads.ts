import type { Readable } from 'node:stream'
import { type App, type Caller, outgoingHeaders } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { Media, UploadTarget } from '@bartab/sdk/schemas'
import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { IncomingFile } from '../blobs/incoming.ts'
import { refuseDeclaredLength, takeIn } from '../blobs/intake.ts'
import { safeFileName } from '../domain/file-name.ts'
import type { MediaRecord } from '../domain/media-record.ts'
import type { RoomDirectory } from '../domain/room-directory.ts'
import type { Received } from '../domain/upload-media.ts'
import { accessOf } from '../domain/upload-target.ts'
import { mediaAnswer } from './media-answer.ts'
import { readUploadForm } from './upload-form.ts'

export interface UploadRouteDeps {
  upload(received: Received): Promise<MediaRecord>
  newFile(): IncomingFile
  rooms: RoomDirectory
  maxUploadBytes: number
}

type Arrived = Pick<Received, 'measured' | 'filename'> & { target: UploadTarget }

const formOverhead = 64 * 1024
const restMs = 5_000

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
      { config: { scope: 'media:write' }, schema: { querystring: UploadTarget, response: { 201: Media } } },
      async (request, reply) => {
        await using file = deps.newFile()
        using _rest = { [Symbol.dispose]: () => passTheRest(request) }
        refuseDeclaredLength(request.headers['content-length'], deps.maxUploadBytes + formOverhead)
        const arrived = await arrive(deps, request, request.query, file)
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

// a client that is still sending reads the answer only once its bytes are taken; for a while they are
function passTheRest({ raw }: FastifyRequest): void {
  if (raw.complete) return
  raw.resume()
  setTimeout(() => raw.complete || raw.destroy(), restMs).unref()
}

function rawBody(request: FastifyRequest): Readable {
  if (request.body === undefined || request.body === null) throw new Problem('MEDIA_FILE_MISSING')
  return request.body as Readable
}

async function requireMember(rooms: RoomDirectory, request: FastifyRequest, target: UploadTarget): Promise<void> {
  const access = accessOf(target, request.caller.userId)
  if (access.visibility !== 'room') return
  if (!(await rooms.isMember(access.roomId, request.caller, outgoingHeaders(request))))
    throw new Problem('ROOM_NOT_FOUND')
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
