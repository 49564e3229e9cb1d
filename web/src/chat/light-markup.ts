/** A piece of a text, with what its writer meant by the signs around it. */
export type Piece =
  | string
  | { is: 'strong' | 'em' | 'del' | 'blockquote'; of: readonly Piece[] }
  | { is: 'code'; text: string }
  | { is: 'pre'; text: string }
  | { is: 'mention'; text: string }
  | { is: 'link'; href: string }

const fence = /```(?:[\w+-]*\n)?([\s\S]+?)\n?```/g
const quoted = /((?:^|(?<=\n))> ?[^\n]*(?:\n> ?[^\n]*)*\n?)/

// Lengths are bounded, so that no text takes longer than its length is worth.
const spans = new RegExp(
  [
    /(?<code>`[^`\n]{1,2000}`)/,
    /(?<link>\bhttps?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}*~])/,
    /(?<mention>(?<![\w.@])@[a-z0-9._-]{2,32})/,
    /\*\*(?=\S)(?<strong>[^\n]{1,1000}?)(?<=\S)\*\*/,
    /(?<![\w*])\*(?=[^\s*])(?<star>[^*\n]{1,1000}?)(?<=\S)\*(?![\w*])/,
    /(?<!\w)_(?=[^\s_])(?<line>[^_\n]{1,1000}?)(?<=\S)_(?!\w)/,
    /~~(?=\S)(?<del>[^\n]{1,1000}?)(?<=\S)~~/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

/**
 * What a text says that came without HTML of its own: emphasis, code, quotes, links and names are found; everything
 * else stays as it was typed.
 */
export function piecesOf(text: string): Piece[] {
  return split(text, fence, (match) => ({ is: 'pre', text: match[1] ?? '' })).flatMap((part) =>
    typeof part === 'string' ? paragraphs(part) : [part],
  )
}

/** The same without its signs, for where there is one line for it. */
export function plainOf(text: string): string {
  return piecesOf(text).map(wordsOf).join('')
}

function wordsOf(piece: Piece): string {
  if (typeof piece === 'string') return piece
  if ('of' in piece) return piece.of.map(wordsOf).join('')
  return 'href' in piece ? piece.href : piece.text
}

function paragraphs(text: string): Piece[] {
  return text.split(quoted).flatMap((part, index) => (index % 2 === 0 ? inline(part) : [quote(part)]))
}

function quote(lines: string): Piece {
  return { is: 'blockquote', of: inline(lines.replace(/^> ?/gm, '').replace(/\n$/, '')) }
}

function inline(text: string): Piece[] {
  return split(text, spans, ({ groups = {} }) => {
    if (groups.code !== undefined) return { is: 'code', text: groups.code.slice(1, -1) }
    if (groups.link !== undefined) return { is: 'link', href: groups.link }
    if (groups.mention !== undefined) return { is: 'mention', text: groups.mention }
    if (groups.strong !== undefined) return { is: 'strong', of: inline(groups.strong) }
    if (groups.del !== undefined) return { is: 'del', of: inline(groups.del) }
    return { is: 'em', of: inline(groups.star ?? groups.line ?? '') }
  })
}

/** The text around the matches, and in their place what is made of them. */
function split(text: string, pattern: RegExp, make: (match: RegExpExecArray) => Piece): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push(text.slice(at, match.index))
    pieces.push(make(match))
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}
