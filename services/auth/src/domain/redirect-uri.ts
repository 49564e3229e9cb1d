import { Problem } from '@bartab/sdk/problems'

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])
const privateScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/

/**
 * Refuses an address that no answer may be sent to: https anywhere, http on the own machine, or a scheme that is an
 * application's own (a reversed domain name), without a fragment. It is kept and compared as it was written.
 *
 * @throws {Problem} REDIRECT_URI_INVALID
 */
export function requireRedirectUri(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || text.includes('#') || text.includes('*') || /[\s\\]/.test(text)) throw invalid(text)
  if (url.username !== '' || url.password !== '') throw invalid(text)
  const fits =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && loopback.has(url.hostname)) ||
    privateScheme.test(url.protocol)
  if (!fits) throw invalid(text)
  return text
}

/** What a page's `form-action` must name so that a form there may end at this address. */
export function formTarget(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri)
  return host === '' || (protocol !== 'https:' && protocol !== 'http:') ? protocol : `${protocol}//${host}`
}

function invalid(text: string): Problem {
  return new Problem('REDIRECT_URI_INVALID', { detail: text.slice(0, 200) })
}
