import type {
  CreateWebhookBody,
  RotateWebhookBody,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookList,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { path } from './request.ts'

/** Webhooks of a room, for its moderators; those of all rooms, for administrators. */
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

  /** Gives it a new secret, which the caller names; the one before is valid for the overlap. @throws {Problem} WEBHOOK_ROTATING */
  rotate(roomId: string, webhookId: string, json: RotateWebhookBody): Promise<Webhook> {
    const at = path`/chat/v1/rooms/${roomId}/webhooks/${webhookId}/rotate`
    return this.#calls.json({ method: 'POST', path: at, json, repeatable: true })
  }

  /** Those of every room. For administrators. */
  async all(): Promise<Webhook[]> {
    return (await this.#calls.json<WebhookList>({ method: 'GET', path: '/chat/v1/webhooks' })).webhooks
  }

  /** As `rotate`, in any room. For administrators. */
  rotateAny(webhookId: string, json: RotateWebhookBody): Promise<Webhook> {
    return this.#calls.json({
      method: 'POST',
      path: path`/chat/v1/webhooks/${webhookId}/rotate`,
      json,
      repeatable: true,
    })
  }

  /** Ends the secret before at once. For administrators. */
  retireAny(webhookId: string): Promise<Webhook> {
    return this.#calls.json({
      method: 'POST',
      path: path`/chat/v1/webhooks/${webhookId}/retire`,
      json: {},
      repeatable: true,
    })
  }

  /** What was tried lately to take events to an outgoing webhook, newest first. */
  async deliveries(roomId: string, webhookId: string): Promise<WebhookDelivery[]> {
    const at = path`/chat/v1/rooms/${roomId}/webhooks/${webhookId}/deliveries`
    return (await this.#calls.json<WebhookDeliveryList>({ method: 'GET', path: at })).deliveries
  }

  async remove(roomId: string, webhookId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/chat/v1/rooms/${roomId}/webhooks/${webhookId}` })
  }
}
