import type { App } from '@bartab/kit'

/** Nothing that auth says may be kept by a cache, unless its route says otherwise. */
export function notStored(app: App): void {
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
}
