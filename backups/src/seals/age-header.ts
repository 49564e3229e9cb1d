import type { Readable } from 'node:stream'
import { Decrypter, type Encrypter } from 'age-encryption'
import { ageEncrypter } from './age-encrypter.ts'
import { payloadNonceLength } from './age-payload.ts'

/** Longer ones name more recipients than anybody has. */
const longestHeader = 1 << 20
const sealedNothing = payloadNonceLength + 16

export interface AgeHeader {
  /** With which the content is sealed. */
  fileKey: Uint8Array
  header: Uint8Array
}

/** A header of age for a new file: its key, for each of the recipients. */
export async function newHeader(recipients: readonly string[]): Promise<AgeHeader> {
  const encrypter = ageEncrypter(recipients)
  const fileKey = overheardKey(encrypter)
  const whole = await encrypter.encrypt(new Uint8Array())
  return { fileKey: await fileKey, header: whole.subarray(0, whole.length - sealedNothing) }
}

/** The library keeps the key of a file to itself, and tells it to every recipient: so this one takes nothing else. */
function overheardKey(encrypter: Encrypter): Promise<Uint8Array> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>()
  encrypter.addRecipient({
    wrapFileKey: (fileKey) => {
      resolve(fileKey)
      return []
    },
  })
  return promise
}

/** @throws where none of the keys fits, or the header is not what was written */
export async function openHeader(header: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity.trim())
  return await decrypter.decryptHeader(header)
}

export interface CutFile {
  header: Buffer
  nonce: Buffer
  /** Everything that follows. */
  payload: AsyncGenerator<Buffer>
}

/** Reads a file of age up to its content. */
export async function cutHeader(content: Readable): Promise<CutFile> {
  const chunks = content.iterator() as AsyncIterator<Buffer> & AsyncIterable<Buffer>
  let read: Buffer = Buffer.alloc(0)
  for (;;) {
    const end = endOfHeader(read)
    const from = end + payloadNonceLength
    if (end > 0 && read.length >= from) {
      const [header, nonce] = [read.subarray(0, end), read.subarray(end, from)]
      return { header, nonce, payload: following(read.subarray(from), chunks) }
    }
    const { done, value } = await chunks.next()
    if (done || read.length > longestHeader) throw new Error('it has no header of age')
    read = Buffer.concat([read, value])
  }
}

/** Where the line ends that begins with three dashes; 0 where it is not there yet. */
function endOfHeader(bytes: Buffer): number {
  const last = bytes.indexOf('\n--- ')
  return last < 0 ? 0 : bytes.indexOf('\n', last + 1) + 1
}

async function* following(first: Buffer, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* chunks
}
