import type { App } from '@bartab/kit'
import { CollectionAnswer, CollectionBody, ReferencesAnswer, ReferencesBody } from '@bartab/sdk/schemas'
import { type CollectDeps, collect } from '../domain/collect.ts'

export interface CareRouteDeps {
  collect: CollectDeps
  markReferenced(mediaIds: readonly string[], ts: number): number
  clock(): number
}

const config = { scope: 'media:admin' } as const

/** What an operator does from time to time: say which files are spoken of, then remove the rest. */
export function careRoutes(app: App, deps: CareRouteDeps): void {
  app.post(
    '/media/v1/references',
    { config, schema: { body: ReferencesBody, response: { 200: ReferencesAnswer } } },
    async (request) => {
      const ts = deps.clock()
      return { marked: deps.markReferenced(request.body.media_ids, ts), ts }
    },
  )
  app.post(
    '/media/v1/collection',
    { config, schema: { body: CollectionBody, response: { 200: CollectionAnswer } } },
    async ({ body }) => {
      const { files, bytes } = await collect(deps.collect, {
        graceMs: body.grace_ms,
        sinceTs: body.since_ts,
        sparedRooms: body.spared_room_ids ?? [],
        dryRun: body.dry_run,
      })
      return {
        dry_run: body.dry_run,
        files: files.length,
        bytes,
        first: files
          .slice(0, 1000)
          .map(({ mediaId, size, createdTs }) => ({ media_id: mediaId, size, created_ts: createdTs })),
      }
    },
  )
}
