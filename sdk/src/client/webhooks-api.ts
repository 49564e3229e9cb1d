import type { CreateWebhookBody, Webhook, WebhookList } from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { path } from './request.ts'

/** Webhooks of a room, for its moderators. */
export class WebhooksApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Makes one; with `url` an outgoing one. What is secret is in this answer and in no other. */
  create(roomId: string, body: CreateWebhookBody): Promise<Webhook> {
    return this.#calls.json({ method: 'POST', path: path`/chat/v1/rooms/${roomId}/webhooks`, json: body })
  }

  async list(roomId: string): Promise<Webhook[]> {
    const request = { method: 'GET', path: path`/chat/v1/rooms/${roomId}/webhooks` } as const
    return (await this.#calls.json<WebhookList>(request)).webhooks
  }

  async remove(roomId: string, webhookId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/chat/v1/rooms/${roomId}/webhooks/${webhookId}` })
  }
}
