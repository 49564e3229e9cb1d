import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '@bartab/sdk/problems'
import type { CreateWebhookBody, OutgoingWebhookBody, OwnHookBody, Webhook } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { RoomRow } from '../store/room-table.ts'
import type { WebhookRow } from '../store/webhook-table.ts'
import { type Content, checkText } from './content.ts'
import type { Ledger, Posted } from './ledger.ts'
import { checkEvent } from './post-event.ts'
import { messageReference } from './relation.ts'
import { requireMember, requireRole, type Standing } from './standing.ts'
import { alreadySent, repeated } from './transaction.ts'

/** Where a content says which webhook it came by. Only the server writes it. */
const webhookField = 'x.bartab.webhook'

export interface WebhookSecrets {
  /** For the address of an incoming webhook, or to sign what an outgoing one sends. */
  secret: string
  /** Address of an incoming webhook with this id and secret. */
  address: (webhookId: string, secret: string) => string
}

const mostInRoom = 20

/**
 * Makes a webhook. Its room's moderators may; the answer is the only one that shows what is secret.
 *
 * @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW, WEBHOOK_INVALID, TOO_MANY_WEBHOOKS
 */
export function createWebhook(
  ledger: Ledger,
  who: string,
  roomId: string,
  body: CreateWebhookBody,
  { secret, address }: WebhookSecrets,
): Webhook {
  const standing = requireModerator(ledger.store, roomId, who)
  const roomNo = standing.room.roomNo
  if (ledger.store.webhooks.ofRoom(roomNo).length >= mostInRoom) throw new Problem('TOO_MANY_WEBHOOKS')
  const name = body.name ?? 'Webhook'
  checkText(name)
  const common = { webhookId: ledger.newId(), roomNo, creatorNo: standing.member.userNo, name, createdTs: ledger.now() }
  if (!('url' in body)) {
    const incoming = { ...common, secretHash: hashOf(secret), url: null, events: null, secret: null, sentSeq: 0 }
    ledger.store.webhooks.insert(incoming)
    return { ...view(ledger.store, incoming, ledger.now()), url: address(common.webhookId, secret) }
  }
  const outgoing = { ...common, ...outgoingFields(body, secret), sentSeq: ledger.store.events.head() }
  ledger.store.webhooks.insert(outgoing)
  return { ...view(ledger.store, outgoing, ledger.now()), secret: outgoing.secret }
}

function outgoingFields(body: OutgoingWebhookBody, fresh: string) {
  if (!URL.canParse(body.url)) throw new Problem('WEBHOOK_INVALID', { detail: 'url is not a URL' })
  const { href, username, password } = new URL(body.url)
  if (username !== '' || password !== '') throw new Problem('WEBHOOK_INVALID', { detail: 'url carries a password' })
  const events = JSON.stringify(body.events ?? ['m.room.message'])
  return { secretHash: null, url: href, events, secret: body.secret ?? `whsec_${fresh}` }
}

export function listWebhooks(store: ChatStore, who: string, roomId: string, now: number): Webhook[] {
  const { room } = requireModerator(store, roomId, who)
  return store.webhooks.ofRoom(room.roomNo).map((row) => view(store, row, now))
}

/** @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW, WEBHOOK_NOT_FOUND */
export function deleteWebhook({ store }: Ledger, who: string, roomId: string, webhookId: string): void {
  const { room } = requireModerator(store, roomId, who)
  if (!store.webhooks.remove(room.roomNo, webhookId)) throw new Problem('WEBHOOK_NOT_FOUND')
}

/** @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW, WEBHOOK_NOT_FOUND */
export function requireOutgoing(store: ChatStore, who: string, roomId: string, webhookId: string): WebhookRow {
  const { room } = requireModerator(store, roomId, who)
  const hook = store.webhooks.byId(webhookId)
  if (hook === undefined || hook.roomNo !== room.roomNo || hook.url === null) throw new Problem('WEBHOOK_NOT_FOUND')
  return hook
}

/** @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW */
export function requireModerator(store: ChatStore, roomId: string, who: string): Standing {
  const standing = requireMember(store, roomId, who)
  requireRole(standing, 'moderator')
  return standing
}

/**
 * The webhook behind an address. A wrong secret is answered like an id that does not exist.
 *
 * @throws {Problem} WEBHOOK_NOT_FOUND
 */
export function openHook(
  store: ChatStore,
  webhookId: string,
  secret: string,
  now: number,
): { hook: WebhookRow; room: RoomRow } {
  const hook = store.webhooks.byId(webhookId)
  const known = hook === undefined ? [] : validHashes(hook, now)
  const fits = [...known, Buffer.alloc(32)].some((expected) => timingSafeEqual(expected, hashOf(secret)))
  const room = hook === undefined ? undefined : store.rooms.find(hook.roomNo)
  if (!fits || hook === undefined || hook.secretHash === null || room === undefined || room.deletedSeq !== null)
    throw new Problem('WEBHOOK_NOT_FOUND')
  return { hook, room }
}

function validHashes({ secretHash, previousHash, previousUntilTs }: WebhookRow, now: number): Buffer[] {
  return [secretHash, (previousUntilTs ?? 0) > now ? previousHash : null].filter((hash) => hash !== null)
}

/** Posts to the webhook's room, under the webhook's name or the one that the sender goes by. */
export function postByHook(
  ledger: Ledger,
  webhookId: string,
  secret: string,
  body: OwnHookBody,
  username?: string,
): Posted {
  const { hook } = openHook(ledger.store, webhookId, secret, ledger.now())
  const content = hookContent(hook, body, username)
  const senderNo = ledger.store.users.intern(hook.webhookId)
  const txnId = body.txn_id ?? ledger.newId()
  const draft = { type: 'm.room.message', roomNo: hook.roomNo, senderNo, content, txnId }
  const before = alreadySent(ledger, senderNo, txnId)
  if (before !== undefined) return repeated(ledger, before, draft)
  const { rel, target } = messageReference(ledger.store, hook.roomNo, draft.type, senderNo, content)
  const event = ledger.append({ ...draft, rel, ...(target === undefined ? {} : { targetSeq: target.seq }) })
  return { event, created: true }
}

/** A webhook mentions people, never the whole room. */
function hookContent(hook: WebhookRow, body: OwnHookBody, username = ''): Content {
  const name = username.trim().slice(0, 80) || hook.name
  checkText(name)
  const said: Content = 'text' in body ? { msgtype: 'm.text', body: body.text } : body.content
  checkEvent({ type: 'm.room.message', txnId: '', content: said })
  const mentions = said['m.mentions'] as { room?: boolean } | undefined
  const quiet = mentions?.room === true ? { 'm.mentions': { ...mentions, room: false } } : {}
  return { ...said, ...quiet, [webhookField]: { webhook_id: hook.webhookId, name } }
}

/** What is kept of an incoming webhook's secret. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

type Shown = Pick<WebhookRow, 'webhookId' | 'roomNo' | 'creatorNo' | 'name' | 'createdTs' | 'url' | 'events'> &
  Partial<Pick<WebhookRow, 'lastError' | 'dropped' | 'previousUntilTs'>>

/** A webhook without what is secret. */
export function view(store: ChatStore, row: Shown, now: number): Webhook {
  const untilTs = row.previousUntilTs ?? 0
  const common = {
    webhook_id: row.webhookId,
    room_id: store.roomNames.name(row.roomNo),
    name: row.name,
    created_by: store.users.name(row.creatorNo),
    created_ts: row.createdTs,
    ...(untilTs > now ? { previous_until_ts: untilTs } : {}),
  }
  if (row.url === null || row.events === null) return { ...common, direction: 'incoming' }
  const { lastError, dropped = 0 } = row
  const events = JSON.parse(row.events) as string[]
  const trouble = { ...(lastError == null ? {} : { last_error: lastError }), ...(dropped === 0 ? {} : { dropped }) }
  return { ...common, direction: 'outgoing', url: row.url, events, ...trouble }
}
