import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Prints lines on stdout, as fast as they are read there: none is made long before. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(ended(lines)), process.stdout)
}

function* ended(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`
}
