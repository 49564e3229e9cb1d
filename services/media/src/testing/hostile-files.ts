import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** Files that are made to do harm, or to pass for what they are not. For tests. */

export const script = '<script>alert(document.domain)</script>'

/** A GIF whose comment is a page with a script. */
export function scriptInGif(gif: Buffer): Buffer {
  const comment = Buffer.from(`<html>${script}</html>`)
  const extension = Buffer.concat([Buffer.from([0x21, 0xfe, comment.length]), comment, Buffer.from([0])])
  const table = ((gif[10] ?? 0) & 0x80) === 0 ? 0 : 3 * 2 ** (((gif[10] ?? 0) & 7) + 1)
  return Buffer.concat([gif.subarray(0, 13 + table), extension, gif.subarray(13 + table), comment])
}

/** A PNG with a script in a text chunk and another behind its end. */
export function scriptInPng(png: Buffer): Buffer {
  const end = png.length - 12
  return Buffer.concat([
    png.subarray(0, end),
    chunk('tEXt', Buffer.from(`Comment\0${script}`)),
    png.subarray(end),
    Buffer.from(script),
  ])
}

/** A JPEG with a script in a comment, and a ZIP's beginning behind its end. */
export function scriptInJpeg(jpeg: Buffer): Buffer {
  const text = Buffer.from(script)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length + 2)
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe]),
    length,
    text,
    jpeg.subarray(2),
    Buffer.from(`PK\x03\x04${script}`),
  ])
}

/** A page that begins like a GIF, the oldest trick of all. */
export const gifThatIsAPage = Buffer.from(`GIF89a/*${script}*/=1;<html>${script}</html>`)

/** A GIF of so many frames of one pixel, some twenty bytes each. */
export function manyFrames(frames: number): Buffer {
  const head = Buffer.from('47494638396101000100800000000000ffffff', 'hex')
  const frame = Buffer.from('21f90400010000002c0000000001000100000202440100', 'hex')
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

/** A GIF that says it is 65,535 pixels wide and high, in some forty bytes. */
export function hugeGif(): Buffer {
  const gif = manyFrames(1)
  for (const at of [6, 8, 32, 34]) gif.writeUInt16LE(65_535, at)
  return gif
}

/** A PNG of one bit a pixel, so many pixels wide and high. */
export function thinPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A PNG of so many frames that says it has two. */
export function animatedPng(frames: number, side = 8): Buffer {
  const still = thinPng(side, side)
  const [start, end] = [still.indexOf('IDAT') - 4, still.length - 12]
  const rows = still.subarray(start + 8, end - 4)
  const control = Buffer.alloc(8)
  control.writeUInt32BE(2)
  let sequence = 0
  const numbered = (type: string, data: Buffer) => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(sequence++)
    return chunk(type, Buffer.concat([number, data]))
  }
  const shown = Buffer.alloc(22)
  for (const at of [0, 4]) shown.writeUInt32BE(side, at)
  const moving = Array.from({ length: frames }, (_, nth) => [
    numbered('fcTL', shown),
    nth === 0 ? still.subarray(start, end) : numbered('fdAT', rows),
  ])
  return Buffer.concat([still.subarray(0, start), chunk('acTL', control), ...moving.flat(), still.subarray(end)])
}

/** A PNG whose header says one size and whose pixels are of another. */
export function lyingPng(): Buffer {
  const png = thinPng(10, 10)
  png.writeUInt32BE(3_000, 16)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}

/** The same small picture in every type that is decoded. */
export async function pictures(): Promise<Record<'jpeg' | 'png' | 'gif' | 'webp' | 'avif', Buffer>> {
  const make = () =>
    sharp({
      create: {
        width: 120,
        height: 80,
        channels: 3,
        noise: { type: 'gaussian', mean: 120, sigma: 40 },
        background: 'red',
      },
    })
  const [jpeg, png, gif, webp, avif] = await Promise.all([
    make().jpeg().toBuffer(),
    make().png().toBuffer(),
    make().gif().toBuffer(),
    make().webp().toBuffer(),
    make().avif({ effort: 0 }).toBuffer(),
  ])
  return { jpeg, png, gif, webp, avif }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8 + body.length)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), 4 + body.length)
  return frame
}
