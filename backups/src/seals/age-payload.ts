import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { Transform } from 'node:stream'

/** What age seals at a time, and what each such piece grows by. */
const pieceSize = 64 * 1024
const tagLength = 16
const algorithm = 'chacha20-poly1305'
const options = { authTagLength: tagLength } as const

/** The bytes between the header and the first piece: with the file's key they give the key of its content. */
export const payloadNonceLength = 16

const keyOf = (fileKey: Uint8Array, nonce: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32))

/** Each piece has its number in its nonce, and the last one says that it is the last: none can be moved or cut off. */
function pieceNonce(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

const nothing = Buffer.alloc(0)
/** Copies only where both hold something. */
function joined(first: Buffer, second: Buffer): Buffer {
  if (first.length === 0) return second
  return second.length === 0 ? first : Buffer.concat([first, second])
}

/** Passes a stream on in pieces of one size. One is held back until it is known whether another comes. */
abstract class Pieces extends Transform {
  readonly #size: number
  #rest: Buffer = nothing
  #number = 0

  constructor(size: number) {
    super({ highWaterMark: 1 << 20 })
    this.#size = size
  }

  protected abstract turn(piece: Buffer, number: number, isLast: boolean): Buffer[]

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#pass(() => this.#whole(chunk), done)
  }

  override _flush(done: (error?: Error) => void): void {
    this.#pass(() => this.turn(this.#rest, this.#number, true), done)
  }

  #whole(chunk: Buffer): Buffer[] {
    const turned: Buffer[] = []
    let at = 0
    while (this.#rest.length + chunk.length - at > this.#size) {
      const lacking = this.#size - this.#rest.length
      const piece = joined(this.#rest, chunk.subarray(at, at + lacking))
      turned.push(...this.turn(piece, this.#number++, false))
      this.#rest = nothing
      at += lacking
    }
    this.#rest = joined(this.#rest, chunk.subarray(at))
    return turned
  }

  #pass(turned: () => Buffer[], done: (error?: Error) => void): void {
    try {
      for (const part of turned()) this.push(part)
      done()
    } catch (error) {
      done(error as Error)
    }
  }
}

/** Seals the content of a file in age's format, which is what follows the header and the nonce. */
export class PayloadSealer extends Pieces {
  readonly #key: Buffer

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    super(pieceSize)
    this.#key = keyOf(fileKey, nonce)
  }

  protected override turn(piece: Buffer, number: number, isLast: boolean): Buffer[] {
    const cipher = createCipheriv(algorithm, this.#key, pieceNonce(number, isLast), options)
    const sealed = cipher.update(piece)
    cipher.final()
    return [sealed, cipher.getAuthTag()]
  }
}

/** Opens it again. Nothing of a piece is passed on before the whole of it was found to be what was sealed. */
export class PayloadOpener extends Pieces {
  readonly #key: Buffer

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    super(pieceSize + tagLength)
    this.#key = keyOf(fileKey, nonce)
  }

  protected override turn(piece: Buffer, number: number, isLast: boolean): Buffer[] {
    const length = piece.length - tagLength
    if (length < 0 || (length === 0 && number > 0)) throw new Error('it ends before its end')
    const decipher = createDecipheriv(algorithm, this.#key, pieceNonce(number, isLast), options)
    decipher.setAuthTag(piece.subarray(length))
    try {
      const opened = decipher.update(piece.subarray(0, length))
      decipher.final()
      return [opened]
    } catch {
      const from = number * pieceSize
      throw new Error(`bytes ${from} to ${from + length} are not what was sealed, or it ends before its end`)
    }
  }
}
