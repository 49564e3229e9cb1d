import type { ProblemDocument } from '../schemas/common.ts'
import { type ProblemCode, problems } from './catalogue.ts'
import type { ProblemShape } from './shape.ts'

export interface ProblemOptions {
  /** What failed in this occurrence, with the evidence. Never a secret, never a stack trace. */
  detail?: string
  /** Further members of the problem document, such as `methods` beside `MFA_REQUIRED`. */
  members?: Record<string, unknown>
  /** Further response headers, such as `retry-after`. */
  headers?: Record<string, string>
  /** The underlying error; logged, never sent. */
  cause?: unknown
  /** What the answer of a server said, in place of the catalogue's own words. */
  shape?: ProblemShape
}

/** A failure with a code of the catalogue. Servers throw it; clients get it back from an answer. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly title: string
  readonly fix: string
  readonly detail: string | undefined
  readonly members: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    const { status, title, fix } = options.shape ?? problems[code]
    super(options.detail === undefined ? title : `${title}: ${options.detail}`, { cause: options.cause })
    this.code = code
    this.status = status
    this.title = title
    this.fix = fix
    this.detail = options.detail
    this.members = options.members ?? {}
    this.headers = options.headers ?? {}
  }

  /**
   * The failure that a server answered with. A newer server may use a code that this catalogue does not know: it is
   * kept as it came, with the server's own title and fix.
   */
  static fromDocument(document: ProblemDocument, options: Pick<ProblemOptions, 'headers' | 'cause'> = {}): Problem {
    const { type: _type, title, status, code, detail, fix, ...members } = document
    return new Problem(code as ProblemCode, {
      ...options,
      ...(detail === undefined ? {} : { detail }),
      members,
      shape: { title, status, fix },
    })
  }

  /** The RFC 9457 document for one occurrence. */
  toDocument(instance: string, requestId: string): ProblemDocument {
    return {
      ...this.members,
      type: `urn:bartab:problem:${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      fix: this.fix,
      instance,
      request_id: requestId,
    }
  }
}
