import type { ServiceName } from '../routing/route.ts'
import { Upstream } from './upstream.ts'

/** The services behind one gateway. */
export type Upstreams = Readonly<Record<ServiceName, Upstream>>

/** @param origins scheme, host and port of each service. */
export function connectUpstreams(origins: Record<ServiceName, string>): Upstreams {
  return {
    auth: new Upstream('auth', origins.auth),
    chat: new Upstream('chat', origins.chat),
    media: new Upstream('media', origins.media),
  }
}
