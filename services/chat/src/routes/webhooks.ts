import type { App } from '@bartab/kit'
import {
  CreateWebhookBody,
  EmptyBody,
  RotateWebhookBody,
  Ulid,
  Webhook,
  WebhookDeliveryList,
  WebhookList,
} from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chat } from '../chat.ts'
import { createWebhook, deleteWebhook, listWebhooks, requireOutgoing } from '../domain/webhook.ts'
import { allWebhooks, retireWebhookSecret, rotateInRoom, rotateWebhook } from '../domain/webhook-rotation.ts'
import { hookRoute } from './incoming-hook.ts'
import { RoomParams } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const WebhookParams = Type.Object({ ...RoomParams.properties, webhook_id: Ulid })

/** Webhooks of a room, and the addresses that incoming ones are posted to. */
export function webhookRoutes(app: App, chat: Chat): void {
  const path = '/chat/v1/rooms/:room_id/webhooks'
  const create = { params: RoomParams, body: CreateWebhookBody, response: { 201: Webhook } }
  app.post(path, { config, schema: create }, async ({ caller, params, body }, reply) => {
    const secret = chat.secret()
    const made = await chat.write((ledger) =>
      createWebhook(ledger, caller.userId, params.room_id, body, { secret, address: addressOf(chat) }),
    )
    chat.courier.refresh()
    return reply.code(201).send(made)
  })
  const list = { params: RoomParams, response: { 200: WebhookList } }
  app.get(path, { config: { scope: 'chat:read' }, schema: list }, async ({ caller, params }) => ({
    webhooks: listWebhooks(chat.store, caller.userId, params.room_id, chat.clock()),
  }))
  const remove = { params: WebhookParams, response: { 200: EmptyBody } }
  app.delete(`${path}/:webhook_id`, { config, schema: remove }, async ({ caller, params }) => {
    await chat.write((ledger) => deleteWebhook(ledger, caller.userId, params.room_id, params.webhook_id))
    chat.courier.refresh()
    return {}
  })
  const rotate = { params: WebhookParams, body: RotateWebhookBody, response: { 200: Webhook } }
  app.post(`${path}/:webhook_id/rotate`, { config, schema: rotate }, async ({ caller, params, body, log }) => {
    log.info({ user_id: caller.userId, webhook_id: params.webhook_id }, 'a webhook gets a new secret')
    const which = { who: caller.userId, roomId: params.room_id, webhookId: params.webhook_id }
    return chat.write((ledger) => rotateInRoom(ledger, which, body, addressOf(chat)))
  })
  const log = { params: WebhookParams, response: { 200: WebhookDeliveryList } }
  app.get(
    `${path}/:webhook_id/deliveries`,
    { config: { scope: 'chat:read' }, schema: log },
    async ({ caller, params }) => {
      const { webhookNo } = requireOutgoing(chat.store, caller.userId, params.room_id, params.webhook_id)
      return { deliveries: chat.store.deliveries.of(webhookNo) }
    },
  )
  operatorRoutes(app, chat)
  hookRoute(app, chat)
}

const addressOf = (chat: Chat) => (id: string, word: string) => `${chat.publicUrl}/chat/v1/hooks/${id}/${word}`

/** All webhooks, and new secrets for them, whatever room they are in. */
function operatorRoutes(app: App, chat: Chat): void {
  const config = { scope: 'chat:admin' } as const
  const response = { 200: Webhook }
  const params = Type.Object({ webhook_id: Ulid })
  app.get('/chat/v1/webhooks', { config, schema: { response: { 200: WebhookList } } }, async () => ({
    webhooks: allWebhooks(chat.store, chat.clock()),
  }))
  const rotate = { params, body: RotateWebhookBody, response }
  app.post(
    '/chat/v1/webhooks/:webhook_id/rotate',
    { config, schema: rotate },
    async ({ caller, params, body, log }) => {
      log.info({ user_id: caller.userId, webhook_id: params.webhook_id }, 'a webhook gets a new secret')
      return chat.write((ledger) => rotateWebhook(ledger, params.webhook_id, body, addressOf(chat)))
    },
  )
  const retire = { params, body: EmptyBody, response }
  app.post('/chat/v1/webhooks/:webhook_id/retire', { config, schema: retire }, async ({ caller, params, log }) => {
    log.info({ user_id: caller.userId, webhook_id: params.webhook_id }, "a webhook's secret before is retired")
    return chat.write((ledger) => retireWebhookSecret(ledger, params.webhook_id))
  })
}
