import type { WebhookDelivery } from '@bartab/sdk/schemas'

const kept = 100

/** The newest attempts of each outgoing webhook, for those who look why nothing arrives. It lasts as long as the process. */
export class DeliveryLog {
  readonly #attempts = new Map<number, WebhookDelivery[]>()

  note(webhookNo: number, attempt: WebhookDelivery): void {
    this.#attempts.set(webhookNo, [attempt, ...this.of(webhookNo)].slice(0, kept))
  }

  of(webhookNo: number): WebhookDelivery[] {
    return this.#attempts.get(webhookNo) ?? []
  }
}
