import type { Exchange, Stage } from '../exchange.ts'

/** Up to this size, bytes, a body is a part of its request rather than a stream. */
const smallBytes = 16 * 1024

/** Takes in a small body that came with its header section. One that is large, or late, is forwarded as it comes. */
export const takeSmallBody: Stage = (exchange) => {
  const { contentLength = 0, expectsContinue } = exchange.headers
  if (exchange.route?.class !== 'api' || expectsContinue) return
  if (contentLength > 0 && contentLength <= smallBytes) return take(exchange, contentLength)
}

async function take(exchange: Exchange, length: number): Promise<void> {
  exchange.content = await exchange.request.bodyAtHand(length)
}
