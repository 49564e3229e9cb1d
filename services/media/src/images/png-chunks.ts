import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

// what a picture is made of; text, times, EXIF and whatever programs leave beside it are not in this list
const kept = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'bKGD', 'pHYs'],
  ...['acTL', 'fcTL', 'fdAT'],
])

interface Chunk {
  type: string
  /** Where it begins, its length and its type included. */
  start: number
  end: number
}

/**
 * Writes the same PNG with nothing but its picture: the bytes of the pixels as they were, no text, no EXIF, nothing
 * behind the end. Never more than a piece of it is in memory.
 *
 * @returns false where the chunks do not follow each other as they must.
 */
export function copyPicture(from: string, to: string): boolean {
  using input = new OpenFile(from, 'r')
  using output = new OpenFile(to, 'w')
  writeSync(output.fd, signature)
  for (const { type, start, end } of chunksOf(input.fd)) {
    if (kept.has(type)) copy(input.fd, output.fd, start, end)
    if (type === 'IEND') return true
  }
  return false
}

/** How many frames a browser shows of a PNG: as many as begin in it, whatever it says of their number. */
export function countFrames(file: string): number {
  using input = new OpenFile(file, 'r')
  let frames = 0
  for (const { type } of chunksOf(input.fd)) if (type === 'fcTL') frames += 1
  return Math.max(1, frames)
}

/** The chunks in their order, up to the end or to the first one that does not fit in. */
function* chunksOf(fd: number): Generator<Chunk> {
  const { size } = fstatSync(fd)
  const head = Buffer.alloc(8)
  readSync(fd, head, 0, head.length, 0)
  if (!head.equals(signature)) return
  for (let start = signature.length; start + 12 <= size; ) {
    readSync(fd, head, 0, head.length, start)
    const end = start + 12 + head.readUInt32BE(0)
    if (end > size) return
    const type = head.toString('latin1', 4)
    yield { type, start, end }
    if (type === 'IEND') return
    start = end
  }
}

const piece = Buffer.alloc(64 * 1024)

function copy(from: number, to: number, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const got = readSync(from, piece, 0, Math.min(piece.length, end - at), at)
    for (let written = 0; written < got; ) written += writeSync(to, piece, written, got - written)
    at += got
  }
}

class OpenFile implements Disposable {
  readonly fd: number

  constructor(path: string, flags: 'r' | 'w') {
    this.fd = openSync(path, flags)
  }

  [Symbol.dispose](): void {
    closeSync(this.fd)
  }
}
