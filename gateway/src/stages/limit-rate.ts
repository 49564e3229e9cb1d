import type { Stage } from '../exchange.ts'
import { addressKey, type RequestLimits } from '../limits/request-limits.ts'

/** Counts what an address sends, before a signature is worth checking. */
export function limitAddress(limits: RequestLimits): Stage {
  return ({ origin, route }) => {
    const key = addressKey(origin.address)
    limits.take('address', key)
    if (route?.credentials === true) limits.take('credentials', key)
  }
}

/** Counts what a person or a bot sends, from whatever address. */
export function limitUser(limits: RequestLimits): Stage {
  return ({ caller }) => {
    if (caller !== undefined) limits.take('user', caller.userId)
  }
}
