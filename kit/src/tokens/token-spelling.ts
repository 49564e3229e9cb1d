const maxTokenBytes = 8 * 1024
const threeParts = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$/

/**
 * Whether a part of a token is JSON as `JSON.stringify` writes it. What says the same in other words, such as a claim
 * that is there twice, of which two readers could take two values, is not ours.
 */
export function isCanonicalJson(part: string): boolean {
  const text = Buffer.from(part, 'base64url').toString('utf8')
  try {
    return JSON.stringify(JSON.parse(text)) === text
  } catch {
    return false
  }
}

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
