import { type App, callerIfAny, outgoingHeaders } from '@bartab/kit'
import { FileQuery, MediaParams, ThumbnailQuery } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accessClass } from '../domain/access-class.ts'
import { type FindMediaDeps, findMedia, findToDelete, type Viewer } from '../domain/find-media.ts'
import type { Links } from '../domain/links.ts'
import type { MediaRecord } from '../domain/media-record.ts'
import { chooseThumbnailType } from '../domain/thumbnail-type.ts'
import { readThumbnailSize, type Thumbnails } from '../domain/thumbnails.ts'
import { type SendableBlob, type SendDeps, sendBlob } from './send-blob.ts'

export interface FileRouteDeps extends FindMediaDeps, SendDeps {
  thumbnails: Thumbnails
  links: Links
  delete(media: MediaRecord): void
}

const NoQuery = Type.Object({}, { additionalProperties: false })

/** Reading and deleting files. Reading is open to anyone here, since public files are: the file itself decides. */
export function fileRoutes(app: App, deps: FileRouteDeps): void {
  const find = (request: FastifyRequest, mediaId: string, link: string | undefined) =>
    findMedia(deps, link === undefined ? viewerOf(request) : linkedViewer(deps.links, request, mediaId, link), mediaId)
  const send = (request: FastifyRequest, reply: FastifyReply, what: SendableBlob) =>
    sendBlob(deps, request, reply, what)

  app.route({
    method: ['GET', 'HEAD'],
    url: '/media/v1/media/:media_id',
    config: { scope: 'public' },
    schema: { params: MediaParams, querystring: FileQuery },
    handler: async (request, reply) => {
      const media = await find(request, request.params.media_id, request.query.link)
      return send(request, reply, {
        ...appearance(media),
        key: { accessClass: accessClass(media.access), sha256: media.sha256 },
      })
    },
  })

  app.route({
    method: ['GET', 'HEAD'],
    url: '/media/v1/media/:media_id/thumb',
    config: { scope: 'public' },
    schema: { params: MediaParams, querystring: ThumbnailQuery },
    handler: async (request, reply) => {
      const size = readThumbnailSize(request.query.size)
      const media = await find(request, request.params.media_id, request.query.link)
      const { blob, mimetype } = await deps.thumbnails.get(media, size, chooseThumbnailType(request.headers.accept))
      reply.header('vary', 'accept')
      return send(request, reply, { ...appearance(media), mimetype, filename: undefined, key: blob })
    },
  })

  app.delete(
    '/media/v1/media/:media_id',
    { config: { scope: 'media:write' }, schema: { params: MediaParams, querystring: NoQuery } },
    async (request, reply) => {
      const viewer = { ...viewerOf(request), caller: request.caller }
      deps.delete(await findToDelete(deps, viewer, request.params.media_id))
      return reply.code(204).send()
    },
  )
}

/** Whom a link stands for, with what they may do themselves. */
function linkedViewer(links: Links, request: FastifyRequest, mediaId: string, link: string): Viewer {
  return { caller: links.open(mediaId, link), headers: outgoingHeaders(request) }
}

function viewerOf(request: FastifyRequest): Viewer {
  return { caller: callerIfAny(request), headers: outgoingHeaders(request) }
}

function appearance({ mimetype, filename, access }: MediaRecord): Omit<SendableBlob, 'key'> {
  return { mimetype, filename, isPublic: access.visibility === 'public' }
}
