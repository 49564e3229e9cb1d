import type { VNode } from 'preact'

const parts = /(```[\s\S]+?```|`[^`\n]+`|\bhttps?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}])/g

/** Text with its links and its code marked; everything else stays as it was typed. */
export function RichText({ text }: { text: string }) {
  return <>{text.split(parts).map(render)}</>
}

function render(part: string, index: number): VNode | string {
  if (index % 2 === 0) return part
  if (part.startsWith('```')) return <pre key={index}>{part.slice(3, -3).replace(/^\w*\n/, '')}</pre>
  if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>
  return (
    <a key={index} href={part} target="_blank" rel="noreferrer noopener">
      {part}
    </a>
  )
}
