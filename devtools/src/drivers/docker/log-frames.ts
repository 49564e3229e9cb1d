import { LineSplitter } from '../../text/line-splitter.ts'

/** The engine's multiplexed output: frames of an 8-byte header (stream, length) and a payload. */
export interface Frame {
  stream: 'stdout' | 'stderr'
  payload: Buffer
}

const headerBytes = 8
const stderrStream = 2

/** Cuts multiplexed output into its frames, however the chunks fall. */
export async function* readFrames(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (rest.length < headerBytes) break
      const end = headerBytes + rest.readUInt32BE(4)
      if (rest.length < end) break
      yield { stream: rest[0] === stderrStream ? 'stderr' : 'stdout', payload: rest.subarray(headerBytes, end) }
      rest = rest.subarray(end)
    }
  }
}

/** The lines of all frames, whole ones first; the last one even without its end. */
export async function* readLines(frames: AsyncIterable<Frame>): AsyncGenerator<string> {
  const splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() }
  for await (const { stream, payload } of frames) yield* splitters[stream].split(payload)
  for (const { rest } of Object.values(splitters)) if (rest !== '') yield rest
}
