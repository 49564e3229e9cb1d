import type { App } from '@bartab/kit'

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
      max_message_bytes: 64 * 1024,
      max_upload_bytes: maxUploadBytes,
      sync_timeout_max_ms: 60_000,
      history_limit_max: 100,
    },
    features: ['sync', 'media', 'bots'],
  }
}
