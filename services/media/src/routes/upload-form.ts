import type { Readable } from 'node:stream'
import { Problem } from '@bartab/sdk/problems'
import type { UploadTarget } from '@bartab/sdk/schemas'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { IncomingFile, Measured } from '../blobs/incoming.ts'
import { readTargetField } from '../domain/upload-target.ts'

/** What a form held: exactly one file, and the fields beside it, whichever came first. */
export interface UploadForm {
  target: UploadTarget
  filename: string | undefined
  measured: Measured
}

export interface FormDeps {
  file: IncomingFile
  /** Called with the fields so far when the file begins, so that an outsider is refused before sending it. */
  admit(target: UploadTarget): Promise<void>
  takeIn(body: Readable): Promise<Measured>
}

/**
 * Reads a multipart upload as it arrives.
 *
 * @throws {Problem} MEDIA_FILE_MISSING, BODY_INVALID, MEDIA_UPLOAD_CUT, and what `admit` and `takeIn` throw.
 */
export async function readUploadForm(parts: AsyncIterable<Multipart>, deps: FormDeps): Promise<UploadForm> {
  const reader = new FormReader(deps)
  try {
    for await (const part of parts) await reader.read(part)
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('MEDIA_UPLOAD_CUT', { cause: error })
  }
  return reader.finish()
}

class FormReader {
  readonly #deps: FormDeps
  #target: UploadTarget = {}
  #file: { filename: string | undefined; measured: Measured } | undefined

  constructor(deps: FormDeps) {
    this.#deps = deps
  }

  async read(part: Multipart): Promise<void> {
    if (part.type === 'file') return this.#readFile(part)
    if (part.fieldname in this.#target)
      throw new Problem('BODY_INVALID', { detail: `${part.fieldname} is there twice` })
    this.#target = { ...this.#target, ...readTargetField(part.fieldname, part.value) }
  }

  finish(): UploadForm {
    if (this.#file === undefined) throw new Problem('MEDIA_FILE_MISSING')
    return { target: this.#target, ...this.#file }
  }

  async #readFile(part: MultipartFile): Promise<void> {
    try {
      this.#refuseOther(part)
      await this.#deps.admit(this.#target)
      this.#file = { filename: part.filename, measured: await this.#deps.takeIn(part.file) }
    } finally {
      // the parser stands still until somebody takes the rest
      part.file.resume()
    }
  }

  #refuseOther({ fieldname }: MultipartFile): void {
    if (fieldname === 'file' && this.#file === undefined) return
    throw new Problem('MEDIA_FILE_MISSING', { detail: 'There is one file, in one part named `file`.' })
  }
}
