/** How much of a body stands as it did in the body before: so many bytes from the start, and so many from the end. */
export type Likeness = readonly [start: number, end: number]

/** A likeness that spares fewer characters than this is not worth being said. */
const worthSaying = 64

/** What is like the text before, and what is not. Undefined where they have little in common. */
export function likenessOf(before: string, text: string): { like: Likeness; own: string } | undefined {
  const start = commonStart(before, text)
  const end = commonEnd(before, text, Math.min(before.length, text.length) - start)
  if (start + end < worthSaying) return undefined
  const until = text.length - end
  const like = [Buffer.byteLength(text.slice(0, start)), Buffer.byteLength(text.slice(until))] as const
  return { like, own: text.slice(start, until) }
}

/** @throws where the body before is shorter than what is to be taken of it. */
export function madeWhole(before: Buffer, [start, end]: Likeness, own: Buffer): Buffer {
  if (start + end > before.length) throw new Error('a frame is like more than there was before it')
  return Buffer.concat([before.subarray(0, start), own, before.subarray(before.length - end)])
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  const count = longest(most, (from, to) => a.slice(from, to) === b.slice(from, to))
  return count > 0 && isFirstHalf(a.charCodeAt(count - 1)) ? count - 1 : count
}

function commonEnd(a: string, b: string, most: number): number {
  const back = (text: string, from: number, to: number) => text.slice(text.length - to, text.length - from)
  const count = longest(most, (from, to) => back(a, from, to) === back(b, from, to))
  return count > 0 && isSecondHalf(a.charCodeAt(a.length - count)) ? count - 1 : count
}

/** Looked for by halves: to compare pieces of a text costs a tenth of what it does to compare its letters one by one. */
function longest(most: number, areAlike: (from: number, to: number) => boolean): number {
  let [count, beyond] = [0, most]
  while (count < beyond) {
    const next = Math.ceil((count + beyond) / 2)
    if (areAlike(count, next)) count = next
    else beyond = next - 1
  }
  return count
}

/** A character of two code units is not divided: neither half has bytes of its own. */
const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isSecondHalf = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
