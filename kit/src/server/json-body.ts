import { isUtf8 } from 'node:buffer'
import { Problem } from '@bartab/sdk/problems'
import type { App } from './app.ts'
import { needsNoBody } from './undeclared-body.ts'

/** JSON bodies must be UTF-8; the usual parser would put replacement characters where they are not. No other type is read. */
export function jsonBody(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0 && needsNoBody(request)) return done(null)
    if (!isUtf8(bytes)) return done(new Problem('BODY_NOT_JSON', { detail: 'it is not UTF-8' }))
    return parse(request, bytes.toString('utf8'), done)
  })
}
