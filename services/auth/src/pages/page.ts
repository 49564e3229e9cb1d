import type { FastifyReply } from 'fastify'
import { type Html, html } from './html.ts'

export const stylePath = '/auth/v1/oauth2/style.css'

export interface Page {
  title: string
  body: Html
  /** Default 200. */
  status?: number
  /** Where a form of the page may end beside this server, as a CSP source: the address that the application registered. */
  formTarget?: string
}

/**
 * A page that works without scripts. What the browser may do with it is said here; the gateway sets these headers only
 * where a service has not.
 */
export function sendPage(reply: FastifyReply, { title, body, status = 200, formTarget }: Page): FastifyReply {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `form-action 'self'${formTarget === undefined ? '' : ` ${formTarget}`}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy.join('; '))
    .header('x-frame-options', 'DENY')
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('referrer-policy', 'same-origin')
    .serializer(String)
    .send(document(title, body).text)
}

function document(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
}
