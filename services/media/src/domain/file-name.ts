const maxLength = 200
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"*:<>?|]/g

/**
 * The name that a file is kept under: its last path part, without control characters, marks that turn the
 * direction of writing (they hide an extension), and what some file systems refuse. `undefined` where nothing is left.
 */
export function safeFileName(claimed: string | undefined): string | undefined {
  if (claimed === undefined) return undefined
  const last = claimed.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(unsafe, '')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
  return clean === '' ? undefined : shorten(clean)
}

function shorten(name: string): string {
  const letters = Array.from(name)
  if (letters.length <= maxLength) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && name.length - dot <= 16 ? Array.from(name.slice(dot)) : []
  return [...letters.slice(0, maxLength - extension.length), ...extension].join('')
}
