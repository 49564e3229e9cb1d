import { Marked } from 'marked'
import sanitize from 'sanitize-html'
import type { Content } from './content.ts'

const html = 'org.matrix.custom.html'
/** A message of this format is written in Markdown: the server makes the HTML that goes with it. */
const markdown = 'x.bartab.markdown'

/** Nobody means HTML who writes Markdown to people: what looks like a tag is text, as it was typed. */
const withoutHtml = new Marked({ tokenizer: { html: () => undefined, tag: () => undefined } })

const rules: sanitize.IOptions = {
  allowedTags: [
    ...[
      'b',
      'strong',
      'i',
      'em',
      'u',
      's',
      'del',
      'code',
      'pre',
      'blockquote',
      'p',
      'br',
      'hr',
      'a',
      'span',
      'sup',
      'sub',
    ],
    ...['ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href'], code: ['class'], ol: ['start'], span: ['data-mx-spoiler'] },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'mx-reply'],
  nestingLimit: 50,
}

/** A content whose `formatted_body` holds nothing but harmless HTML, in the new content of an edit as well. */
export function withSafeHtml(content: Content): Content {
  const safe = formatted(content)
  const replacement = content['m.new_content']
  return isObject(replacement) ? { ...safe, 'm.new_content': formatted(replacement) } : safe
}

function formatted(content: Content): Content {
  if (content.format === markdown && typeof content.body === 'string')
    return {
      ...content,
      format: html,
      formatted_body: sanitize(withoutHtml.parse(content.body, { async: false }), rules).trim(),
    }
  if (typeof content.formatted_body !== 'string') return content
  const { formatted_body, format, ...plain } = content
  return format === html ? { ...content, formatted_body: sanitize(formatted_body, rules) } : plain
}

const isObject = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
