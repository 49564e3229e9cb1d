import { LineSplitter } from './line-splitter.ts'

/** The lines of a text that comes in pieces, whole ones first; the last one even without its end. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const splitter = new LineSplitter()
  for await (const piece of pieces) yield* splitter.split(piece)
  if (splitter.rest !== '') yield splitter.rest
}
