import { type Static, Type } from '../../type.ts'
import { Timestamp, TransactionId, Ulid } from '../common.ts'
import { UserId } from './events.ts'
import { EventContent } from './messages.ts'

const Name = Type.String({ minLength: 1, maxLength: 80 })

/** Without `url`, an incoming webhook: whoever knows its address may post to the room under its name. */
export const IncomingWebhookBody = Type.Object({ name: Type.Optional(Name) }, { additionalProperties: false })

/**
 * An outgoing webhook: each event of the types in `events` is posted to `url`, signed with `secret`.
 * Without a `secret` the server makes one.
 */
export const OutgoingWebhookBody = Type.Object(
  {
    name: Type.Optional(Name),
    url: Type.String({ maxLength: 2000, pattern: '^https?://' }),
    /** Types of events. Default: `m.room.message`. */
    events: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 20 })),
    secret: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type OutgoingWebhookBody = Static<typeof OutgoingWebhookBody>

export const CreateWebhookBody = Type.Union([IncomingWebhookBody, OutgoingWebhookBody])
export type CreateWebhookBody = Static<typeof CreateWebhookBody>

/** A webhook as the room's moderators see it. What is secret is shown once, when it is made. */
export const Webhook = Type.Object({
  webhook_id: Ulid,
  room_id: Ulid,
  direction: Type.Union([Type.Literal('incoming'), Type.Literal('outgoing')]),
  name: Type.String(),
  created_by: UserId,
  created_ts: Timestamp,
  /** While its secret turns: until when the one before is valid as well. */
  previous_until_ts: Type.Optional(Timestamp),
  /** Outgoing: where to. Incoming: the address to post to, in the answers that make it and turn its secret alone. */
  url: Type.Optional(Type.String()),
  events: Type.Optional(Type.Array(Type.String())),
  /** Outgoing, in the answers that make it and turn its secret alone. */
  secret: Type.Optional(Type.String()),
  /** Outgoing: why the last attempt failed; absent after a success. */
  last_error: Type.Optional(Type.String()),
  /** Outgoing: events given up after all attempts. */
  dropped: Type.Optional(Type.Integer()),
})
export type Webhook = Static<typeof Webhook>

/**
 * `POST …/webhooks/{id}/rotate`. The caller names the new secret, so that the call can be repeated safely; while the one
 * before is valid no third one is taken.
 */
export const RotateWebhookBody = Type.Object(
  {
    /** Of an incoming webhook it becomes the end of its address. */
    secret: Type.String({ pattern: '^[A-Za-z0-9_-]{32,200}$' }),
    /** How long the secret before stays valid, in ms. Default a week, at most 90 days; 0 ends it at once. */
    overlap_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 7_776_000_000 })),
  },
  { additionalProperties: false },
)
export type RotateWebhookBody = Static<typeof RotateWebhookBody>

export const WebhookList = Type.Object({ webhooks: Type.Array(Webhook) })
export type WebhookList = Static<typeof WebhookList>

const open = { additionalProperties: true } as const
const many = { maxItems: 50 } as const

/** A block of Slack's; what we do not know of it is passed over. */
const SlackBlock = Type.Object(
  {
    type: Type.String(),
    text: Type.Optional(Type.Unknown()),
    fields: Type.Optional(Type.Array(Type.Unknown(), many)),
    elements: Type.Optional(Type.Array(Type.Unknown(), many)),
    title: Type.Optional(Type.Unknown()),
    alt_text: Type.Optional(Type.String()),
  },
  open,
)

/** What a sender made for Slack's incoming webhooks posts. `username` is the name that is shown. */
export const SlackHookBody = Type.Object(
  {
    text: Type.Optional(Type.String()),
    username: Type.Optional(Type.String()),
    blocks: Type.Optional(Type.Array(SlackBlock, many)),
    attachments: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pretext: Type.Optional(Type.String()),
            title: Type.Optional(Type.String()),
            title_link: Type.Optional(Type.String()),
            text: Type.Optional(Type.String()),
            fields: Type.Optional(
              Type.Array(
                Type.Object(
                  {
                    title: Type.Optional(Type.String()),
                    value: Type.Optional(Type.Union([Type.String(), Type.Number()])),
                  },
                  open,
                ),
                many,
              ),
            ),
            blocks: Type.Optional(Type.Array(SlackBlock, many)),
            footer: Type.Optional(Type.String()),
            fallback: Type.Optional(Type.String()),
          },
          open,
        ),
        many,
      ),
    ),
  },
  open,
)
export type SlackHookBody = Static<typeof SlackHookBody>

/** What a sender made for Discord's webhooks posts. `username` is the name that is shown. */
export const DiscordHookBody = Type.Object(
  {
    content: Type.Optional(Type.String()),
    username: Type.Optional(Type.String()),
    embeds: Type.Optional(
      Type.Array(
        Type.Object(
          {
            title: Type.Optional(Type.String()),
            url: Type.Optional(Type.String()),
            description: Type.Optional(Type.String()),
            author: Type.Optional(Type.Object({ name: Type.Optional(Type.String()) }, open)),
            footer: Type.Optional(Type.Object({ text: Type.Optional(Type.String()) }, open)),
            image: Type.Optional(Type.Object({ url: Type.Optional(Type.String()) }, open)),
            fields: Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, open), many)),
          },
          open,
        ),
        many,
      ),
    ),
  },
  open,
)
export type DiscordHookBody = Static<typeof DiscordHookBody>

/** What is posted to an incoming webhook: a text, or a whole content of `m.room.message`. */
export const OwnHookBody = Type.Union([
  Type.Object(
    { text: Type.String({ minLength: 1 }), txn_id: Type.Optional(TransactionId) },
    { additionalProperties: false },
  ),
  Type.Object({ content: EventContent, txn_id: Type.Optional(TransactionId) }, { additionalProperties: false }),
])
export type OwnHookBody = Static<typeof OwnHookBody>

/** An incoming webhook takes our own form, Slack's and Discord's: a sender made for those works with another address. */
export const HookBody = Type.Union([OwnHookBody, SlackHookBody, DiscordHookBody])
export type HookBody = Static<typeof HookBody>

/** One attempt at one event, newest first. */
export const WebhookDelivery = Type.Object({
  event_id: Ulid,
  ts: Timestamp,
  /** How many attempts there were at this event, this one included. */
  attempt: Type.Integer(),
  took_ms: Type.Integer(),
  /** What the receiver answered; absent where nothing came. */
  status: Type.Optional(Type.Integer()),
  /** Why it failed; absent for a success. */
  error: Type.Optional(Type.String()),
})
export type WebhookDelivery = Static<typeof WebhookDelivery>

/** The newest hundred attempts of an outgoing webhook. */
export const WebhookDeliveryList = Type.Object({ deliveries: Type.Array(WebhookDelivery) })
export type WebhookDeliveryList = Static<typeof WebhookDeliveryList>
