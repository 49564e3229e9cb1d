import { XMLParser } from 'fast-xml-parser'

/** One entry of a feed. */
export interface Entry {
  /** What tells it from others, for ever. */
  id: string
  title: string
  link: string
}

interface Node {
  [name: string]: unknown
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: true,
  htmlEntities: true,
})

/** Reads RSS 2.0, RSS 1.0 and Atom, newest first as feeds have it. @throws where the text is none of these */
export function parseFeed(xml: string): { title: string; entries: Entry[] } {
  const { rss, feed, 'rdf:RDF': rdf } = parser.parse(xml) as { [root: string]: Node | undefined }
  if (feed) return { title: textOf(feed.title), entries: list(feed.entry).map(atomEntry) }
  const channel = (rss?.channel ?? rdf?.channel) as Node | undefined
  if (!channel) throw new Error('this is neither RSS nor Atom')
  return { title: textOf(channel.title), entries: list(rdf?.item ?? channel.item).map(rssEntry) }
}

function rssEntry({ guid, link, title }: Node): Entry {
  return entry(textOf(guid) || textOf(link) || textOf(title), title, textOf(link))
}

function atomEntry({ id, link, title }: Node): Entry {
  const links = list(link)
  const main = links.find(({ '@rel': rel }) => rel === undefined || rel === 'alternate') ?? links[0]
  return entry(textOf(id), title, textOf(main?.['@href']))
}

const entry = (id: string, title: unknown, link: string): Entry => ({ id, title: textOf(title) || link, link })

function list(nodes: unknown): Node[] {
  return (Array.isArray(nodes) ? nodes : nodes === undefined ? [] : [nodes]).map((node) =>
    typeof node === 'object' && node !== null ? (node as Node) : {},
  )
}

function textOf(node: unknown): string {
  if (typeof node === 'object' && node !== null) return textOf((node as Node)['#text'])
  return node === undefined || node === null ? '' : String(node).trim()
}
