import type { App } from '@bartab/kit'
import { outgoingHeaders } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { LinksAnswer, LinksBody, type MediaLink } from '@bartab/sdk/schemas'
import type { FastifyRequest } from 'fastify'
import { type FindMediaDeps, findMedia } from '../domain/find-media.ts'
import type { Links } from '../domain/links.ts'
import { mediaAnswer } from './media-answer.ts'

export interface LinkRouteDeps extends FindMediaDeps {
  links: Links
}

/** `POST /media/v1/links`: addresses for `<img>`. Files that the caller may not see are left out, whatever the reason. */
export function linkRoutes(app: App, deps: LinkRouteDeps): void {
  app.post(
    '/media/v1/links',
    { config: { scope: 'media:read' }, schema: { body: LinksBody, response: { 200: LinksAnswer } } },
    async (request, reply) => {
      const found = await Promise.all([...new Set(request.body.media_ids)].map((id) => linkTo(deps, request, id)))
      reply.header('cache-control', 'no-store')
      return { links: found.filter((link) => link !== undefined) }
    },
  )
}

async function linkTo(deps: LinkRouteDeps, request: FastifyRequest, mediaId: string): Promise<MediaLink | undefined> {
  const { caller } = request
  try {
    const { url, thumb_url } = mediaAnswer(
      await findMedia(deps, { caller, headers: outgoingHeaders(request) }, mediaId),
    )
    const { link, expiresTs } = deps.links.sign(mediaId, caller)
    const plain = { media_id: mediaId, url: `${url}?link=${link}`, expires_ts: expiresTs }
    return thumb_url === undefined ? plain : { ...plain, thumb_url: `${thumb_url}?link=${link}` }
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}
