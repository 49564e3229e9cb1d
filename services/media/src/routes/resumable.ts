import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { ResumableUploadState, UploadParams } from '@bartab/sdk/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RoomDirectory } from '../domain/room-directory.ts'
import type { PartialFiles } from '../resumable/partial-files.ts'
import type { ResumableUploads, Uploader } from '../resumable/resumable-uploads.ts'
import { type TusServer, uploadsPath } from '../resumable/tus-server.ts'
import { mediaAnswer } from './media-answer.ts'
import { RequestBody } from './request-body.ts'
import { requireMember } from './require-member.ts'

export interface ResumableRouteDeps {
  tus: TusServer
  uploads: ResumableUploads
  files: Pick<PartialFiles, 'size'>
  rooms: RoomDirectory
}

const one = `${uploadsPath}/:upload_id`
const schema = { params: UploadParams }
const config = { scope: 'media:write', body: 'raw' } as const

/** Uploads that survive a cut connection, by the tus 1.0 protocol. An upload is there for whoever began it alone. */
export async function resumableRoutes(parent: App, deps: ResumableRouteDeps): Promise<void> {
  const { tus, uploads, files, rooms } = deps
  const uploaderOf = (request: FastifyRequest): Uploader => ({
    caller: request.caller,
    admit: (target) => requireMember(rooms, request, target),
  })
  const pass = async (request: FastifyRequest, reply: FastifyReply) => {
    using body = new RequestBody(request)
    return await relay(await tus.answer(webRequest(request, body.stream), uploaderOf(request)), reply)
  }

  await parent.register(async (scope) => {
    const app = scope as unknown as App
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))

    app.options(uploadsPath, { config: { scope: 'public' } }, async (request, reply) =>
      relay(await tus.answer(webRequest(request), uploaderOf(request)), reply),
    )
    app.post(uploadsPath, { config }, pass)

    app.head(one, { config, schema }, async (request, reply) => {
      const uploader = uploaderOf(request)
      const media = await uploads.outcome(uploads.require(request.params.upload_id, request.caller), uploader)
      if (media !== undefined) reply.header('content-location', mediaAnswer(media).url)
      return relay(await tus.answer(webRequest(request), uploader), reply)
    })
    app.route({
      method: ['PATCH', 'DELETE'],
      url: one,
      config,
      schema,
      handler: async (request, reply) => {
        uploads.require(request.params.upload_id, request.caller)
        return await pass(request, reply)
      },
    })
    app.get(one, { config, schema: { ...schema, response: { 200: ResumableUploadState } } }, async (request) => {
      const upload = uploads.require(request.params.upload_id, request.caller)
      const media = await uploads.outcome(upload, uploaderOf(request))
      const offset = media === undefined ? await files.size(upload.uploadId) : upload.size
      if (offset === undefined) throw new Problem('UPLOAD_NOT_FOUND')
      const state = { upload_id: upload.uploadId, offset, size: upload.size, expires_ts: upload.expiresTs }
      return media === undefined ? state : { ...state, media: mediaAnswer(media) }
    })
  })
}

function webRequest({ raw }: FastifyRequest, stream?: ReadableStream): Request {
  const headers = Object.entries(raw.headersDistinct).map(([name, values]): [string, string] => [
    name,
    (values ?? []).join(', '),
  ])
  const body = stream === undefined ? {} : { body: stream, duplex: 'half' }
  return new Request(`http://media${raw.url}`, { method: raw.method ?? 'GET', headers, ...body } as RequestInit)
}

async function relay(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  const headers = [...response.headers].filter(
    ([name]) => name !== 'content-length' && !name.startsWith('access-control-'),
  )
  const body = await response.text()
  return reply
    .code(response.status)
    .headers(Object.fromEntries(headers))
    .send(body === '' ? undefined : body)
}
