const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

// what a picture is made of; text, times, EXIF and whatever programs leave beside it are not in this list
const kept = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'bKGD', 'pHYs'],
  ...['acTL', 'fcTL', 'fdAT'],
])

/**
 * The same PNG with nothing but its picture: the bytes of the pixels as they were, no text, no EXIF, nothing behind
 * the end. `undefined` where the chunks do not follow each other as they must.
 */
export function pictureOnly(png: Buffer): Buffer | undefined {
  if (!png.subarray(0, 8).equals(signature)) return undefined
  const parts: Buffer[] = [signature]
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    if (end > png.length) return undefined
    if (kept.has(type)) parts.push(png.subarray(at, end))
    if (type === 'IEND') return Buffer.concat(parts)
    at = end
  }
  return undefined
}
