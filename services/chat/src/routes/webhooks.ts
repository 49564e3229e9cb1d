import type { App } from '@bartab/kit'
import { CreateWebhookBody, EmptyBody, HookBody, PostedEvent, Ulid, Webhook, WebhookList } from '@bartab/sdk/schemas'
import { Type } from 'typebox'
import type { Chat } from '../chat.ts'
import { createWebhook, deleteWebhook, listWebhooks, postByHook } from '../domain/webhook.ts'
import { RoomParams, sendPosted } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const WebhookParams = Type.Object({ ...RoomParams.properties, webhook_id: Ulid })
const HookParams = Type.Object({ webhook_id: Ulid, secret: Type.String({ maxLength: 200 }) })

/** Webhooks of a room, and the addresses that incoming ones are posted to. */
export function webhookRoutes(app: App, chat: Chat): void {
  const path = '/chat/v1/rooms/:room_id/webhooks'
  const create = { params: RoomParams, body: CreateWebhookBody, response: { 201: Webhook } }
  app.post(path, { config, schema: create }, async ({ caller, params, body }, reply) => {
    const secret = chat.secret()
    const address = (id: string, word: string) => `${chat.publicUrl}/chat/v1/hooks/${id}/${word}`
    const made = await chat.write((ledger) =>
      createWebhook(ledger, caller.userId, params.room_id, body, { secret, address }),
    )
    chat.courier.refresh()
    return reply.code(201).send(made)
  })
  const list = { params: RoomParams, response: { 200: WebhookList } }
  app.get(path, { config: { scope: 'chat:read' }, schema: list }, async ({ caller, params }) => ({
    webhooks: listWebhooks(chat.store, caller.userId, params.room_id),
  }))
  const remove = { params: WebhookParams, response: { 200: EmptyBody } }
  app.delete(`${path}/:webhook_id`, { config, schema: remove }, async ({ caller, params }) => {
    await chat.write((ledger) => deleteWebhook(ledger, caller.userId, params.room_id, params.webhook_id))
    chat.courier.refresh()
    return {}
  })
  hookRoute(app, chat)
}

/** Whoever knows the address may post: it is the credential, and appears in no log. */
function hookRoute(app: App, chat: Chat): void {
  const schema = { params: HookParams, body: HookBody, response: { '2xx': PostedEvent } }
  app.post(
    '/chat/v1/hooks/:webhook_id/:secret',
    { config: { scope: 'public', secretPath: true }, schema },
    async ({ params, body }, reply) =>
      sendPosted(reply, await chat.write((ledger) => postByHook(ledger, params.webhook_id, params.secret, body))),
  )
}
