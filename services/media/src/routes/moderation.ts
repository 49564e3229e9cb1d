import type { App } from '@bartab/kit'
import { MediaParams, QuarantineBody } from '@bartab/sdk/schemas'
import { findAny } from '../domain/find-media.ts'
import type { MediaRecord, Quarantine } from '../domain/media-record.ts'

export interface ModerationRouteDeps {
  find(mediaId: string): MediaRecord | undefined
  quarantine(mediaId: string, quarantine: Quarantine): void
  restore(mediaId: string): void
  clock(): number
}

/** Withdrawing a file, and taking that back. Both may be repeated; the first reason stays. */
export function moderationRoutes(app: App, deps: ModerationRouteDeps): void {
  app.post(
    '/media/v1/media/:media_id/quarantine',
    { config: { scope: 'media:admin' }, schema: { params: MediaParams, body: QuarantineBody } },
    async (request, reply) => {
      const { mediaId } = findAny(deps, request.params.media_id)
      deps.quarantine(mediaId, { ts: deps.clock(), by: request.caller.userId, reason: request.body.reason })
      return reply.code(204).send()
    },
  )

  app.post(
    '/media/v1/media/:media_id/restore',
    { config: { scope: 'media:admin' }, schema: { params: MediaParams } },
    async (request, reply) => {
      deps.restore(findAny(deps, request.params.media_id).mediaId)
      return reply.code(204).send()
    },
  )
}
