const maxTokenBytes = 8 * 1024
const threeParts = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$/

/**
 * Whether a token is spelled as its issuer spelled it. Base64url leaves unused bits in a last character, so that one
 * signature has several spellings which all decode to the same bytes; only the canonical one is ours.
 */
export function isCanonicalToken(token: string): boolean {
  return token.length <= maxTokenBytes && threeParts.test(token) && token.split('.').every(isCanonicalBase64url)
}

function isCanonicalBase64url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}
