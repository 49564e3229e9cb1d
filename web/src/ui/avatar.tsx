/** A coloured tile with initials; the colour follows the id. */
export function Avatar({ id, name, online }: { id: string; name: string; online?: boolean }) {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 12, 7)
  return (
    <span class={`avatar hue-${hue}${online ? ' online' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.replace(/^[^\p{L}\p{N}]+/u, '').split(/\s+/)
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}
