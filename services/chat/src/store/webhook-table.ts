import type { Database, Statement } from 'better-sqlite3'

export interface WebhookRow {
  webhookNo: number
  webhookId: string
  roomNo: number
  creatorNo: number
  name: string
  createdTs: number
  /** Of an incoming one: what is known of its secret. */
  secretHash: Buffer | null
  /** Of an outgoing one: where to, which types as JSON, and what its deliveries are signed with. */
  url: string | null
  events: string | null
  secret: string | null
  /** While the secret turns: the one before, and until when it is valid. */
  previousHash: Buffer | null
  previousSecret: string | null
  previousUntilTs: number | null
  /** The last event that is done with. */
  sentSeq: number
  /** Attempts at the event after that. */
  attempts: number
  dueTs: number
  lastError: string | null
  dropped: number
}

/** The secrets of a webhook. */
export type WebhookSecrets = Pick<
  WebhookRow,
  'webhookNo' | 'secretHash' | 'secret' | 'previousHash' | 'previousSecret' | 'previousUntilTs'
>

export type NewWebhook = Omit<
  WebhookRow,
  'webhookNo' | 'attempts' | 'dueTs' | 'lastError' | 'dropped' | 'previousHash' | 'previousSecret' | 'previousUntilTs'
>

/** How far the deliveries of an outgoing webhook are. */
export type Delivery = Pick<WebhookRow, 'webhookNo' | 'sentSeq' | 'attempts' | 'dueTs' | 'lastError' | 'dropped'>

const columns = `webhook_no AS webhookNo, webhook_id AS webhookId, room_no AS roomNo, creator_no AS creatorNo, name,
  created_ts AS createdTs, secret_hash AS secretHash, url, events, secret, sent_seq AS sentSeq, attempts, due_ts AS dueTs,
  last_error AS lastError, dropped, previous_hash AS previousHash, previous_secret AS previousSecret,
  previous_until_ts AS previousUntilTs`

/** Webhooks of rooms, both ways. */
export class WebhookTable {
  readonly #statements

  constructor(db: Database) {
    const prepare = (sql: string): Statement => db.prepare(sql)
    const select = (where: string) => prepare(`SELECT ${columns} FROM webhook WHERE ${where}`)
    this.#statements = {
      byId: select('webhook_id = ?'),
      byNo: select('webhook_no = ?'),
      ofRoom: select('room_no = ? ORDER BY webhook_no'),
      outgoing: select('url IS NOT NULL'),
      all: select('TRUE ORDER BY webhook_no'),
      insert: prepare(`INSERT INTO webhook (webhook_id, room_no, creator_no, name, created_ts, secret_hash, url, events,
        secret, sent_seq) VALUES (@webhookId, @roomNo, @creatorNo, @name, @createdTs, @secretHash, @url, @events, @secret, @sentSeq)`),
      progress: prepare(`UPDATE webhook SET sent_seq = @sentSeq, attempts = @attempts, due_ts = @dueTs,
        last_error = @lastError, dropped = @dropped WHERE webhook_no = @webhookNo`),
      turn: prepare(`UPDATE webhook SET secret_hash = @secretHash, secret = @secret, previous_hash = @previousHash,
        previous_secret = @previousSecret, previous_until_ts = @previousUntilTs WHERE webhook_no = @webhookNo`),
      remove: prepare('DELETE FROM webhook WHERE room_no = ? AND webhook_id = ?'),
    }
  }

  byId = (webhookId: string): WebhookRow | undefined => this.#statements.byId.get(webhookId) as WebhookRow | undefined
  byNo = (webhookNo: number): WebhookRow | undefined => this.#statements.byNo.get(webhookNo) as WebhookRow | undefined
  ofRoom = (roomNo: number): WebhookRow[] => this.#statements.ofRoom.all(roomNo) as WebhookRow[]
  outgoing = (): WebhookRow[] => this.#statements.outgoing.all() as WebhookRow[]
  all = (): WebhookRow[] => this.#statements.all.all() as WebhookRow[]
  turn = (secrets: WebhookSecrets): void => void this.#statements.turn.run(secrets)
  insert = (row: NewWebhook): void => void this.#statements.insert.run(row)
  progress = (delivery: Delivery): void => void this.#statements.progress.run(delivery)
  remove = (roomNo: number, webhookId: string): boolean => this.#statements.remove.run(roomNo, webhookId).changes > 0
}
