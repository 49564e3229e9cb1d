import { type App, RevocationFeed as RevocationAnswer } from '@bartab/kit'
import { Type } from '@bartab/sdk/type'
import type { RevocationFeed } from '../domain/revocation-feed.ts'

const FeedQuery = Type.Object(
  {
    since: Type.Optional(Type.String({ maxLength: 64 })),
    /** Milliseconds. */
    timeout: Type.Integer({ minimum: 0, maximum: 60_000, default: 30_000 }),
  },
  { additionalProperties: false },
)

/** On the internal listener: what was revoked, long-polled by those who verify tokens. */
export function revocationRoutes(internal: App, feed: RevocationFeed): void {
  internal.get(
    '/revocations',
    { config: { scope: 'public' }, schema: { querystring: FeedQuery, response: { 200: RevocationAnswer } } },
    async ({ query }, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return feed.poll(query.since, query.timeout, gone.signal)
    },
  )
}
