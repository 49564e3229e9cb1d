/** So much goes from thread to thread at a time, in bytes. */
const pieceBytes = 1 << 20

/**
 * Gathers what passes through it into large pieces. Each piece that a stream hands to another thread is asked for and
 * answered, so that small ones spend their time on the way.
 */
export class LargePieces extends TransformStream<Uint8Array, Uint8Array> {
  constructor() {
    let gathered: Uint8Array[] = []
    let bytes = 0
    const handOver = (controller: TransformStreamDefaultController<Uint8Array>) => {
      if (bytes > 0) controller.enqueue(Buffer.concat(gathered, bytes))
      gathered = []
      bytes = 0
    }
    super({
      transform(chunk, controller) {
        gathered.push(chunk)
        bytes += chunk.length
        if (bytes >= pieceBytes) handOver(controller)
      },
      flush: handOver,
    })
  }
}
