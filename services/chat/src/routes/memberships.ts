import { type App, MembershipFeed } from '@bartab/kit'
import { Type } from '@bartab/sdk/type'
import type { MembershipNews } from '../sync/membership-news.ts'

const FeedQuery = Type.Object(
  {
    since: Type.Optional(Type.String({ maxLength: 64 })),
    /** Milliseconds. */
    timeout: Type.Integer({ minimum: 0, maximum: 60_000, default: 30_000 }),
  },
  { additionalProperties: false },
)

/** On the internal listener: who came and went, long-polled by services that remember who is where. */
export function membershipRoutes(internal: App, news: MembershipNews): void {
  internal.get(
    '/memberships',
    { config: { scope: 'public' }, schema: { querystring: FeedQuery, response: { 200: MembershipFeed } } },
    async ({ query }, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return news.poll(query.since, query.timeout, gone.signal)
    },
  )
}
