import type { App } from '@bartab/kit'
import { OAuthFault } from '../domain/oauth-fault.ts'

/** Reads `application/x-www-form-urlencoded`, as OAuth clients send it. A parameter may be there once (RFC 6749, 3.2). */
export function formBody(app: App): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    const parameters = new URLSearchParams(body as string)
    const names = [...parameters.keys()]
    if (new Set(names).size === names.length) done(null, Object.fromEntries(parameters))
    else done(new OAuthFault('invalid_request', 'a parameter is there more than once'))
  })
}
