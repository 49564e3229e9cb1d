import type { Exchange, Stage } from '../exchange.ts'

/** Up to this size, bytes, a body is a part of its request rather than a stream. */
const smallBytes = 16 * 1024

/** Takes in a small body that came with its header section. One that is large, or late, is forwarded as it comes. */
export const takeSmallBody: Stage = (exchange) => {
  if (isSmall(exchange)) return take(exchange)
}

async function take(exchange: Exchange): Promise<void> {
  exchange.content = await exchange.request.bodyAtHand()
}

function isSmall({ route, headers: { contentLength = 0, expectsContinue } }: Exchange): boolean {
  return route?.class === 'api' && contentLength > 0 && contentLength <= smallBytes && !expectsContinue
}
