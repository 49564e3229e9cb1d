import { type AnswerFrame, FrameReader } from './frames.ts'
import { madeWhole } from './likeness.ts'

/** An answer frame with what it leaves out because the frame before said it. */
export type WholeAnswer = Omit<AnswerFrame, 'bytes' | 'like'>

/** Reads the frames of the answering side. */
export class AnswerReader {
  readonly #reader: FrameReader<AnswerFrame>
  #headers: string[] = []
  #body: Buffer = Buffer.alloc(0)

  constructor(longestLine: number) {
    this.#reader = new FrameReader(longestLine)
  }

  /** @throws for bytes that are no frames. */
  read(piece: Buffer, each: (frame: WholeAnswer, body: Buffer) => void): void {
    this.#reader.read(piece, (frame, own) => {
      this.#body = frame.like === undefined ? own : madeWhole(this.#body, frame.like, own)
      each(this.#withHeaders(frame), this.#body)
    })
  }

  /** Answers that are given together mostly have the same headers: one list then serves all of them. */
  #withHeaders(frame: AnswerFrame): WholeAnswer {
    if (frame.headers !== undefined) this.#headers = frame.headers
    return frame.status === undefined ? frame : { ...frame, headers: this.#headers }
  }
}
