import type { ComponentChildren } from 'preact'
import { type Piece, piecesOf } from '../chat/light-markup.ts'

/** A text that came without HTML: its signs are shown as what they mean. */
export function RichText({ text }: { text: string }) {
  return <Pieces of={piecesOf(text)} />
}

function Pieces({ of }: { of: readonly Piece[] }) {
  return <>{of.map(render)}</>
}

function render(piece: Piece, key: number): ComponentChildren {
  if (typeof piece === 'string') return piece
  if (piece.is === 'pre') return <pre key={key}>{piece.text}</pre>
  if (piece.is === 'code') return <code key={key}>{piece.text}</code>
  if (piece.is === 'mention') return <Mention key={key} name={piece.text} />
  if (piece.is === 'link') return <OutwardLink key={key} href={piece.href} />
  const Tag = piece.is
  return (
    <Tag key={key}>
      <Pieces of={piece.of} />
    </Tag>
  )
}

export function Mention({ name }: { name: string }) {
  return <span class="mention">{name}</span>
}

/** A link to elsewhere, which learns nothing of where it was followed from. */
export function OutwardLink({ href, children = href }: { href: string; children?: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}
