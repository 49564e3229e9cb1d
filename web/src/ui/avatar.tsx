export interface AvatarProps {
  id: string
  name: string
  /** Where the picture is, a path of this server's media that everyone may see. */
  picture?: string | undefined
  online?: boolean
}

/** Somebody's picture, or a coloured tile with initials; the colour follows the id. */
export function Avatar({ id, name, picture, online }: AvatarProps) {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 12, 7)
  return (
    <span class={`avatar hue-${hue}${online ? ' online' : ''}`} aria-hidden="true">
      {picture === undefined ? initials(name) : <img src={`${picture}/thumb?size=96`} alt="" loading="lazy" />}
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
