import { createHmac } from 'node:crypto'

/**
 * Headers by which a receiver knows that a delivery is ours and fresh, as the Standard Webhooks specification has them:
 * HMAC-SHA256 over `id.timestamp.body`, one signature for each secret, with spaces between. A secret that begins with
 * `whsec_` is base64, any other is taken as it is.
 */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signed = secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signed.join(' ') }
}

function signature(secret: string, text: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  return createHmac('sha256', key).update(text).digest('base64')
}
