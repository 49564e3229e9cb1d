export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'temporarily_unavailable'
  | 'server_error'

/** A failure of a path under `oauth2/`, in RFC 6749's terms. */
export class OAuthFault extends Error {
  override readonly name = 'OAuthFault'
  readonly code: OAuthErrorCode

  constructor(code: OAuthErrorCode, description: string) {
    super(description)
    this.code = code
  }

  get status(): number {
    if (this.code === 'invalid_client' || this.code === 'invalid_token') return 401
    if (this.code === 'insufficient_scope') return 403
    if (this.code === 'temporarily_unavailable') return 503
    return this.code === 'server_error' ? 500 : 400
  }
}
