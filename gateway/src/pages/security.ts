import type { App } from '@bartab/kit'
import { securityHeaders } from '../headers/security-headers.ts'

/** Every answer of the gateway's own carries the security headers; a page that sets its own policy keeps it. */
export function pageSecurity(pages: App): void {
  pages.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of securityHeaders) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
  })
}
