/** Types that a browser shows without running anything that stands in them. All others are downloads. */
const shown = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'video/ogg',
  'video/quicktime',
  'audio/mpeg',
  'audio/ogg',
  'audio/opus',
  'audio/aac',
  'audio/flac',
  'audio/wav',
  'audio/webm',
  'audio/mp4',
  'audio/x-m4a',
  'text/plain',
])

/** Whether a browser may show this type in place. */
export function isShownInline(mimetype: string): boolean {
  return shown.has(bareType(mimetype))
}

/** `content-disposition` by RFC 6266, the name in both forms of it (RFC 8187 for every language). */
export function contentDisposition(mimetype: string, filename: string | undefined): string {
  const kind = isShownInline(mimetype) ? 'inline' : 'attachment'
  if (filename === undefined) return kind
  const ascii = filename.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const plain = `${kind}; filename="${ascii}"`
  return ascii === filename ? plain : `${plain}; filename*=UTF-8''${extended(filename)}`
}

function bareType(mimetype: string): string {
  return (mimetype.split(';')[0] ?? '').trim().toLowerCase()
}

function extended(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
