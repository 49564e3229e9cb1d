import type { OutgoingMessage } from '@bartab/sdk/client'
import type { UserProfile } from '@bartab/sdk/schemas'
import { mentionsIn } from './mentions.ts'

/** Signs that mean something in Markdown, where they may stand. */
const signs = /[*_~`>#|\\[]|^\s*(?:[-+]|\d{1,9}[.)])\s/m
const code = /```[\s\S]*?```|`[^`\n]*`/g
const looksLikeTag = /<[a-z/!?]/i

/**
 * What is sent for a text. With signs in it, it is sent as Markdown, of which the server makes the HTML that every
 * client can show; `/me` makes an emote, any other `/command` goes to its bot as it is.
 */
export function contentOf(text: string, people: readonly UserProfile[]): OutgoingMessage {
  const named = mentionsIn(text, people)
  const [, emote] = /^\/me\s+(\S[\s\S]*)$/.exec(text) ?? []
  if (emote !== undefined) return { msgtype: 'm.emote', body: emote, ...named }
  const format = isMarkdown(text) ? { format: 'x.bartab.markdown' } : {}
  return { msgtype: 'm.text', body: text, ...format, ...named }
}

/** In Markdown a tag is HTML, and the server leaves out what it does not know: `List<String>` would lose a part. */
function isMarkdown(text: string): boolean {
  return !text.startsWith('/') && signs.test(text) && !looksLikeTag.test(text.replace(code, ''))
}

/** How a message stands to another one: an answer to it, or a place in the thread that begins with it. */
export function relationTo(replyTo: string | undefined, thread?: { root: string; last: string }): object {
  const reply = (event_id: string) => ({ 'm.in_reply_to': { event_id } })
  if (thread === undefined) return replyTo === undefined ? {} : { 'm.relates_to': reply(replyTo) }
  const fallback = replyTo === undefined && { is_falling_back: true }
  return {
    'm.relates_to': { rel_type: 'm.thread', event_id: thread.root, ...reply(replyTo ?? thread.last), ...fallback },
  }
}
