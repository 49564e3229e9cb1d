import { matches, mismatches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { chatLimits, MessageContent } from '@bartab/sdk/schemas'

export type Content = Record<string, unknown>

/**
 * Refuses content that no event may carry: too deep, too large, or with text that is not Unicode text.
 *
 * @throws {Problem} CONTENT_TOO_DEEP, CONTENT_NOT_TEXT, MESSAGE_TOO_LONG
 */
export function checkContent(content: Content): void {
  checkTree(content)
  const bytes = Buffer.byteLength(JSON.stringify(content))
  if (bytes > chatLimits.maxMessageBytes)
    throw new Problem('MESSAGE_TOO_LONG', { detail: `${bytes} bytes, the limit is ${chatLimits.maxMessageBytes}` })
}

/** Walks without recursion: what it guards against is depth. */
function checkTree(content: Content): void {
  const open: { value: unknown; depth: number }[] = [{ value: content, depth: 1 }]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node.value === 'string') checkText(node.value)
    else if (typeof node.value === 'object' && node.value !== null) open.push(...children(node.value, node.depth))
  }
}

function children(value: object, depth: number): { value: unknown; depth: number }[] {
  if (depth > chatLimits.maxContentDepth) throw new Problem('CONTENT_TOO_DEEP')
  if (!Array.isArray(value)) Object.keys(value).forEach(checkText)
  return Object.values(value).map((child) => ({ value: child, depth: depth + 1 }))
}

/** @throws {Problem} CONTENT_NOT_TEXT */
export function checkText(text: string): void {
  if (text.includes('\0')) throw new Problem('CONTENT_NOT_TEXT', { detail: 'a text contains a NUL character' })
  if (!text.isWellFormed())
    throw new Problem('CONTENT_NOT_TEXT', { detail: 'a text contains half of a surrogate pair' })
}

/** The field of a content that says why, where somebody says it. */
export function because(reason: string | undefined): { reason?: string } {
  if (reason === undefined) return {}
  checkText(reason)
  return { reason }
}

/** @throws {Problem} CONTENT_INVALID, TOO_MANY_MENTIONS */
export function checkMessage(content: Content): asserts content is MessageContent {
  if (!matches(MessageContent, content)) {
    const [first] = mismatches(MessageContent, content)
    throw invalid(`${first?.field === '(all)' ? 'content' : first?.field} ${first?.message}`)
  }
  const people = content['m.mentions']?.user_ids ?? []
  if (people.length > chatLimits.maxMentions) throw new Problem('TOO_MANY_MENTIONS')
}

/** Opaque to the server, but for what a client needs to try to decrypt it. */
export function checkEncrypted(content: Content): void {
  if (typeof content.algorithm !== 'string') throw invalid('algorithm must be a string')
  if (content.ciphertext === undefined) throw invalid('ciphertext is missing')
}

/**
 * What the gateway refuses in a path, however it is escaped: slashes, control characters, what looks like another escape,
 * dot segments. A reaction is taken back by its key in a path, so none is given with such a key.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const noPathSegment = /[/\\\x00-\x1f\x7f-\x9f]|%[0-9a-f]{2}|^\.{1,2}(;|$)/i

/** @throws {Problem} CONTENT_INVALID, CONTENT_NOT_TEXT */
export function checkReactionKey(key: unknown): asserts key is string {
  if (typeof key !== 'string' || key === '') throw invalid('m.relates_to.key must be a text')
  if (key.length > 4 * chatLimits.maxReactionKeyLength || [...key].length > chatLimits.maxReactionKeyLength)
    throw invalid(`m.relates_to.key has more than ${chatLimits.maxReactionKeyLength} characters`)
  checkText(key)
  if (noPathSegment.test(key))
    throw invalid(
      'm.relates_to.key must fit into a path: no slash, backslash, control character, escape or dot segment',
    )
}

export const invalid = (detail: string): Problem => new Problem('CONTENT_INVALID', { detail })
