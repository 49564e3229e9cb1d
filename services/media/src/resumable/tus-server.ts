import { toProblem } from '@bartab/kit'
import { Problem, type ProblemCode } from '@bartab/sdk/problems'
import { Server } from '@tus/server'
import { ERRORS } from '@tus/utils'
import type { MediaRecord } from '../domain/media-record.ts'
import { mediaAnswer } from '../routes/media-answer.ts'
import type { ResumableUploads, Uploader } from './resumable-uploads.ts'
import type { TusStore } from './tus-store.ts'

export const uploadsPath = '/media/v1/uploads'

export interface TusServerDeps {
  store: TusStore
  uploads: ResumableUploads
  maxUploadBytes: number
  ulid(): string
}

/** The protocol's server, with our rules in its hooks. It answers one request of one uploader at a time with `answer`. */
export class TusServer {
  readonly #server: Server
  readonly #visits = new WeakMap<Request, Visit>()

  constructor({ store, uploads, maxUploadBytes, ulid }: TusServerDeps) {
    this.#server = new Server({
      path: uploadsPath,
      datastore: store,
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: maxUploadBytes,
      namingFunction: ulid,
      onUploadCreate: async (request, { id, size = 0 }) => {
        const { uploader } = this.#visitOf(request)
        await uploads.begin(id, uploader, size, request.headers.get('upload-metadata') ?? '')
        return {}
      },
      onUploadFinish: async (request, { id }) => {
        const { uploader } = this.#visitOf(request)
        const media = await uploads.finish(uploads.require(id, uploader.caller), uploader)
        return request.method === 'POST' ? told(media) : { ...told(media), status_code: 200 }
      },
      onResponseError: (request, error) => {
        this.#visitOf(request).failure = error
        return undefined
      },
    })
  }

  /** @throws {Problem} what our rules refuse, and the protocol's own refusals as problems with its status. */
  async answer(request: Request, uploader: Uploader): Promise<Response> {
    const visit: Visit = { uploader, failure: undefined }
    this.#visits.set(request, visit)
    const response = await this.#server.handleWeb(request)
    if (response.status < 400) return response
    throw visit.failure instanceof Problem ? visit.failure : await refusal(response, visit.failure)
  }

  #visitOf(request: Request): Visit {
    const visit = this.#visits.get(request)
    if (visit === undefined) throw new Error('a request that did not come through answer()')
    return visit
  }
}

interface Visit {
  uploader: Uploader
  failure: unknown
}

const byStatus: Record<number, ProblemCode> = {
  404: 'UPLOAD_NOT_FOUND',
  409: 'UPLOAD_OFFSET_WRONG',
  410: 'UPLOAD_NOT_FOUND',
  412: 'UPLOAD_PROTOCOL_VERSION',
  413: 'MEDIA_TOO_LARGE',
}

async function refusal(response: Response, failure: unknown): Promise<Problem> {
  const detail = (await response.text()).trim()
  const headers = { 'tus-resumable': '1.0.0', 'tus-version': '1.0.0' }
  if (failure === ERRORS.ABORTED) return new Problem('MEDIA_UPLOAD_CUT', { headers })
  if (response.status === 500 && failure !== undefined) return toProblem(failure)
  const isVersion = /^Invalid .*tus-resumable/.test(detail)
  const code = isVersion ? 'UPLOAD_PROTOCOL_VERSION' : (byStatus[response.status] ?? 'UPLOAD_PROTOCOL')
  return new Problem(code, { detail, headers })
}

function told(media: MediaRecord): { headers: Record<string, string>; body: string } {
  const answer = mediaAnswer(media)
  return {
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-location': answer.url },
    body: JSON.stringify(answer),
  }
}
