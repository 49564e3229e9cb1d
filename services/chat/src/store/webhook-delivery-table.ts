import type { WebhookDelivery } from '@bartab/sdk/schemas'
import type { Database, Statement } from 'better-sqlite3'

/** Attempts of each webhook that are kept. */
const kept = 100

type DeliveryRow = Omit<WebhookDelivery, 'status' | 'error'> & { status: number | null; error: string | null }

/** The newest attempts of each outgoing webhook. */
export class WebhookDeliveryTable {
  readonly #add: Statement
  readonly #trim: Statement
  readonly #of: Statement

  constructor(db: Database) {
    // a webhook may have been deleted while its delivery was under way
    this.#add = db.prepare(`INSERT INTO webhook_delivery
      (webhook_no, delivery_no, event_id, ts, attempt, took_ms, status, error)
      SELECT webhook_no, 1 + coalesce((SELECT max(delivery_no) FROM webhook_delivery d WHERE d.webhook_no = w.webhook_no), 0),
        @event_id, @ts, @attempt, @took_ms, @status, @error FROM webhook w WHERE webhook_no = @webhookNo`)
    this.#trim = db.prepare(`DELETE FROM webhook_delivery WHERE webhook_no = @webhookNo AND delivery_no <=
      (SELECT max(delivery_no) FROM webhook_delivery WHERE webhook_no = @webhookNo) - ${kept}`)
    this.#of = db.prepare(`SELECT event_id, ts, attempt, took_ms, status, error FROM webhook_delivery
      WHERE webhook_no = ? ORDER BY delivery_no DESC`)
  }

  note(webhookNo: number, attempt: WebhookDelivery): void {
    this.#add.run({ status: null, error: null, ...attempt, webhookNo })
    this.#trim.run({ webhookNo })
  }

  /** Newest first. */
  of(webhookNo: number): WebhookDelivery[] {
    return (this.#of.all(webhookNo) as DeliveryRow[]).map(({ status, error, ...attempt }) => ({
      ...attempt,
      ...(status === null ? {} : { status }),
      ...(error === null ? {} : { error }),
    }))
  }
}
