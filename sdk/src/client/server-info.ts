/** `GET /.well-known/bartab`: what the server says of itself. */
export interface ServerInfo {
  name: string
  version: string
  /** The public URL. */
  issuer: string
  auth: string
  chat: string
  media: string
  limits: {
    max_message_bytes: number
    max_upload_bytes: number
    sync_timeout_max_ms: number
    history_limit_max: number
  }
  features: string[]
}
