import { type ComponentChildren, h } from 'preact'
import { useMemo } from 'preact/hooks'
import { Mention, OutwardLink } from './rich-text.tsx'

/** As much of a DOM node as is read here. */
export interface HtmlNode {
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly childNodes: Iterable<HtmlNode>
  getAttribute?(name: string): string | null
}

const inline = ['b', 'strong', 'i', 'em', 'u', 's', 'del', 'code', 'sup', 'sub', 'br']
const blocks = ['p', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const tables = ['table', 'thead', 'tbody', 'tr', 'th', 'td']
const shown = new Set([...inline, ...blocks, ...tables])

/** Between these the source's line ends say nothing. */
const holdsBlocks = new Set(['#root', 'blockquote', 'ul', 'ol', 'table', 'thead', 'tbody', 'tr'])

/**
 * The `formatted_body` of a message. The server has let nothing harmful through; here it is built anew from the tags
 * that are known, without any of their attributes, so that what it lets through one day is not shown either.
 */
export function FormattedText({ html }: { html: string }) {
  const content = useMemo(() => shownIn(new DOMParser().parseFromString(html, 'text/html').body, '#root'), [html])
  return <>{content}</>
}

export function shownIn({ childNodes }: HtmlNode, inside: string): ComponentChildren[] {
  return [...childNodes].map((node) => render(node, inside))
}

function render(node: HtmlNode, inside: string): ComponentChildren {
  if (node.nodeName === '#text') return words(node.nodeValue ?? '', inside)
  const tag = node.nodeName.toLowerCase()
  const children = () => shownIn(node, tag)
  const href = tag === 'a' ? (node.getAttribute?.('href') ?? '') : ''
  if (/^(https?:\/\/|mailto:)/i.test(href)) return <OutwardLink href={href}>{children()}</OutwardLink>
  if (tag === 'span' && typeof node.getAttribute?.('data-mx-spoiler') === 'string') return spoiler(children())
  if (tag === 'ol') return <ol start={Number(node.getAttribute?.('start') ?? 1)}>{children()}</ol>
  if (shown.has(tag)) return h(tag, {}, ...(tag === 'br' || tag === 'hr' ? [] : children()))
  return tag === 'script' || tag === 'style' || tag === '#comment' ? null : children()
}

function words(text: string, inside: string): ComponentChildren {
  if (holdsBlocks.has(inside) && text.trim() === '') return null
  if (inside === 'code' || inside === 'pre') return text
  return text
    .split(/((?<![\w.@])@[a-z0-9._-]{2,32})/i)
    .map((part, index) => (index % 2 === 0 ? part : <Mention key={index} name={part} />))
}

/** Hidden until it is pointed at or focused. */
function spoiler(children: ComponentChildren): ComponentChildren {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the focus is what uncovers it
    <span class="spoiler" tabIndex={0} title="Hidden: point at it to read it">
      {children}
    </span>
  )
}
