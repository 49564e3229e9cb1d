import { createHmac } from 'node:crypto'

/**
 * Headers by which a receiver knows that a delivery is ours and fresh, as the Standard Webhooks specification has them:
 * HMAC-SHA256 over `id.timestamp.body`. A secret that begins with `whsec_` is base64, any other is taken as it is.
 */
export function signatureHeaders(secret: string, id: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
