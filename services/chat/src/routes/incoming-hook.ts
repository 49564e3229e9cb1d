import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import {
  type DiscordHookBody,
  HookBody,
  type OwnHookBody,
  PostedEvent,
  type SlackHookBody,
  Ulid,
} from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply } from 'fastify'
import type { Chat } from '../chat.ts'
import { textOfDiscord, textOfSlack } from '../domain/foreign-payload.ts'
import type { Posted } from '../domain/ledger.ts'
import { openHook, postByHook } from '../domain/webhook.ts'
import { HookPace } from '../webhooks/hook-pace.ts'
import { sendPosted } from './shapes.ts'
import { isSlackForm, slackForm } from './slack-form.ts'

const HookParams = Type.Object({ webhook_id: Ulid, secret: Type.String({ maxLength: 200 }) })
const HookQuery = Type.Object({ wait: Type.Optional(Type.Boolean()) })

/** Whose form a payload has: the sender is answered in the same. */
type Form = 'own' | 'slack' | 'discord'

/** Whoever knows the address may post: it is the credential, and appears in no log. Here alone forms are read too. */
export function hookRoute(parent: App, chat: Chat): void {
  parent.register(async (app) => {
    slackForm(app)
    postingRoute(app, chat)
  })
}

function postingRoute(app: App, chat: Chat): void {
  const pace = new HookPace()
  const schema = {
    params: HookParams,
    querystring: HookQuery,
    body: HookBody,
    response: { '2xx': Type.Union([PostedEvent, Type.String(), Type.Null()]) },
  }
  app.post(
    '/chat/v1/hooks/:webhook_id/:secret',
    { config: { scope: 'public', secretPath: true }, schema },
    async ({ params: { webhook_id, secret }, query, body, headers }, reply) => {
      openHook(chat.store, webhook_id, secret, chat.clock())
      pace.take(webhook_id, chat.clock())
      const form = isSlackForm(headers['content-type']) ? 'slack' : formOf(body)
      const own = ownBody(form, body)
      const username = form === 'own' ? undefined : (body as SlackHookBody).username
      const posted = await chat.write((ledger) => postByHook(ledger, webhook_id, secret, own, username))
      return answer(reply, form, posted, query.wait === true)
    },
  )
}

function formOf(body: HookBody): Form {
  const names = Object.keys(body).filter((name) => name !== 'txn_id')
  if (names.length === 1 && (names[0] === 'text' || typeof (body as { content?: unknown }).content === 'object'))
    return 'own'
  return 'embeds' in body || 'content' in body ? 'discord' : 'slack'
}

/** @throws {Problem} BODY_INVALID where there is nothing to say */
function ownBody(form: Form, body: HookBody): OwnHookBody {
  if (form === 'own') return body as OwnHookBody
  const text = form === 'slack' ? textOfSlack(body as SlackHookBody) : textOfDiscord(body as DiscordHookBody)
  if (text === '') throw new Problem('BODY_INVALID', { detail: 'there is no text in it that could be shown' })
  return { text }
}

/** Slack answers `ok`; Discord nothing, or the message where the sender waits for it. */
function answer(reply: FastifyReply, form: Form, posted: Posted, waits: boolean): FastifyReply {
  if (form === 'slack') return reply.code(200).type('text/plain; charset=utf-8').serializer(String).send('ok')
  if (form === 'discord' && !waits) return reply.code(204).send(null)
  return sendPosted(reply, posted)
}
