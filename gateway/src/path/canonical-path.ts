import { Problem } from '@bartab/sdk/problems'

/** A request target, taken apart once. Everything that looks at a path looks at this one. */
export interface CanonicalTarget {
  /** The one spelling of the path: what routes, limits, logs and is forwarded. */
  readonly path: string
  /** The query with its question mark, or the empty string; forwarded as it came. */
  readonly query: string
}

/** Longest request target that is looked at, in characters. */
export const maxTargetLength = 8192

const plainPath = /^(?:\/[A-Za-z0-9_~:@!$&'()*+,=-][A-Za-z0-9._~:@!$&'()*+,=-]*)*\/?$/
const pathCharacters = /^[A-Za-z0-9._~:@!$&'()*+,;=%/-]+$/
const queryCharacters = /^[\x21\x22\x24-\x7e]*$/
const anyEscape = /%[0-9A-Fa-f]{2}/g
const unreserved = /^[A-Za-z0-9_~-]$/
const hiddenSyntax = /%(?:2[ef]|5c|25[0-9a-f]{2})/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\x00-\x1f\x7f-\x9f]/

/**
 * Takes a request target apart and gives its path one spelling: escaped letters and digits are decoded, other escapes
 * are written in upper case. What a second reader could understand differently is refused rather than mended.
 *
 * @throws {Problem} PATH_INVALID for anything but an absolute path in canonical form.
 * @see docs/decisions/0001-proxy.md
 */
export function canonicalTarget(target: string): CanonicalTarget {
  if (target.length > maxTargetLength) refuse(`the request target is longer than ${maxTargetLength} characters`)
  const mark = target.indexOf('?')
  if (mark === -1) return { path: canonicalPath(target), query: '' }
  const query = target.slice(mark)
  if (!queryCharacters.test(query)) refuse('the query holds a character that must be escaped')
  return { path: canonicalPath(target.slice(0, mark)), query }
}

function canonicalPath(path: string): string {
  if (path !== '' && plainPath.test(path)) return path
  if (!path.startsWith('/')) refuse('the path does not begin with a slash')
  if (!pathCharacters.test(path)) refuse('the path holds a character that must be escaped')
  if (path.includes('//')) refuse('the path holds an empty segment')
  if (controls.test(decoded(path))) refuse('an escape hides a control character')
  const canonical = path.replace(anyEscape, canonicalEscape)
  if (hiddenSyntax.test(canonical)) refuse('an escape hides a slash, a backslash, a dot or another escape')
  if (canonical.split('/').some(isDotSegment)) refuse('the path holds a dot segment')
  return canonical
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return refuse('the path holds a malformed escape')
  }
}

function canonicalEscape(written: string): string {
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16))
  return unreserved.test(character) ? character : written.toUpperCase()
}

/** A semicolon begins parameters for some servers, so that `..;x` is a dot segment to them. */
function isDotSegment(segment: string): boolean {
  const semicolon = segment.search(/;|%3B/)
  const name = semicolon === -1 ? segment : segment.slice(0, semicolon)
  return name === '.' || name === '..'
}

function refuse(detail: string): never {
  throw new Problem('PATH_INVALID', { detail })
}
