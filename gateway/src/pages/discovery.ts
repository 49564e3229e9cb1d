import type { App } from '@bartab/kit'
import { chatLimits } from '@bartab/sdk/schemas'

export interface DiscoveryOptions {
  /** The server's name. */
  name: string
  version: string
  /** The public address. */
  issuer: string
  maxUploadBytes: number
}

/** `GET /.well-known/bartab`: where a client finds everything, and what it may ask for. */
export function discovery(pages: App, options: DiscoveryOptions): void {
  const document = discoveryDocument(options)
  pages.get('/.well-known/bartab', { config: { scope: 'public' } }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=60').header('access-control-allow-origin', '*').send(document),
  )
}

function discoveryDocument({ name, version, issuer, maxUploadBytes }: DiscoveryOptions) {
  return {
    name,
    version,
    issuer,
    auth: `${issuer}/auth/v1`,
    chat: `${issuer}/chat/v1`,
    media: `${issuer}/media/v1`,
    limits: {
      max_message_bytes: chatLimits.maxMessageBytes,
      max_upload_bytes: maxUploadBytes,
      sync_timeout_max_ms: chatLimits.syncTimeoutMaxMs,
      history_limit_max: chatLimits.historyLimitMax,
    },
    features: ['sync', 'media', 'bots'],
  }
}
