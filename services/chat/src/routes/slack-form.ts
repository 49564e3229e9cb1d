import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'

const type = 'application/x-www-form-urlencoded'

/** Whether a body came in that form: its sender expects Slack's answer, whatever the JSON looks like. */
export const isSlackForm = (contentType = ''): boolean => contentType.toLowerCase().startsWith(type)

/** Reads the form in which Slack's older senders post: one field, `payload`, that holds the JSON. */
export function slackForm(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(type, { parseAs: 'string' }, (request, body, done) => {
    const payload = new URLSearchParams(String(body)).get('payload')
    if (payload === null) return done(new Problem('BODY_INVALID', { detail: 'the form has no field payload' }))
    return parse(request, payload, done)
  })
}
