import { timingSafeEqual } from 'node:crypto'
import { Problem } from '@bartab/sdk/problems'
import type { RotateWebhookBody, Webhook } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { WebhookRow } from '../store/webhook-table.ts'
import type { Ledger } from './ledger.ts'
import { hashOf, requireModerator, view } from './webhook.ts'

/** How long a webhook's old secret is valid beside the new one, unless the caller says otherwise: a week. */
const defaultOverlapMs = 604_800_000

/** Address of an incoming webhook with this id and secret. */
type Address = (webhookId: string, secret: string) => string

/**
 * Gives a webhook a new secret; the one before is valid for the overlap. The caller names the secret, so that a call
 * that was cut off can be sent again: with the secret that is in use already, nothing changes and the answer is the same.
 *
 * @throws {Problem} WEBHOOK_NOT_FOUND, WEBHOOK_ROTATING
 */
export function rotateWebhook(ledger: Ledger, webhookId: string, body: RotateWebhookBody, address: Address): Webhook {
  const hook = requireHook(ledger.store, webhookId)
  if (!isInUse(hook, body.secret)) turn(ledger, hook, body)
  const { store } = ledger
  const shown = view(store, requireHook(store, webhookId), ledger.now())
  if (hook.secretHash === null) return { ...shown, secret: body.secret }
  return { ...shown, url: address(webhookId, body.secret) }
}

/** As `rotateWebhook`, for a moderator of the webhook's room. @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW */
export function rotateInRoom(
  ledger: Ledger,
  { who, roomId, webhookId }: { who: string; roomId: string; webhookId: string },
  body: RotateWebhookBody,
  address: Address,
): Webhook {
  const { room } = requireModerator(ledger.store, roomId, who)
  if (requireHook(ledger.store, webhookId).roomNo !== room.roomNo) throw new Problem('WEBHOOK_NOT_FOUND')
  return rotateWebhook(ledger, webhookId, body, address)
}

/** Takes the secret before no longer, whatever time it had. Doing it twice changes nothing. */
export function retireWebhookSecret({ store, now }: Ledger, webhookId: string): Webhook {
  const { webhookNo, secret, secretHash } = requireHook(store, webhookId)
  store.webhooks.turn({
    webhookNo,
    secret,
    secretHash,
    previousHash: null,
    previousSecret: null,
    previousUntilTs: null,
  })
  return view(store, requireHook(store, webhookId), now())
}

/** Every webhook of the server, for the operator; nothing in it is secret. */
export function allWebhooks(store: ChatStore, now: number): Webhook[] {
  return store.webhooks.all().map((row) => view(store, row, now))
}

function turn({ store, now }: Ledger, hook: WebhookRow, { secret, overlap_ms = defaultOverlapMs }: RotateWebhookBody) {
  const untilTs = hook.previousUntilTs ?? 0
  if (untilTs > now()) throw new Problem('WEBHOOK_ROTATING', { members: { previous_until_ts: untilTs } })
  const incoming = hook.secretHash !== null
  store.webhooks.turn({
    webhookNo: hook.webhookNo,
    secretHash: incoming ? hashOf(secret) : null,
    secret: incoming ? null : secret,
    previousHash: hook.secretHash,
    previousSecret: hook.secret,
    previousUntilTs: now() + overlap_ms,
  })
}

function isInUse({ secret, secretHash }: WebhookRow, wanted: string): boolean {
  return timingSafeEqual(secretHash ?? hashOf(secret ?? ''), hashOf(wanted))
}

function requireHook(store: ChatStore, webhookId: string): WebhookRow {
  const hook = store.webhooks.byId(webhookId)
  if (hook === undefined) throw new Problem('WEBHOOK_NOT_FOUND')
  return hook
}
