import type { Stage } from '../exchange.ts'
import { addressKey, type LimitState, type RequestLimits } from '../limits/request-limits.ts'

/** Counts what an address sends, before a signature is worth checking. */
export function limitAddress(limits: RequestLimits): Stage {
  return (exchange) => {
    const key = addressKey(exchange.origin.address)
    exchange.limit = limits.take('address', key)
    if (exchange.route?.credentials === true) exchange.limit = limits.take('credentials', key)
  }
}

/** Counts what a person or a bot sends, from whatever address. */
export function limitUser(limits: RequestLimits): Stage {
  return (exchange) => {
    const { caller } = exchange
    if (caller === undefined) return
    exchange.limit = nearest(exchange.limit, limits.take(caller.scopes.has('bot') ? 'bot' : 'user', caller.userId))
  }
}

/** Counts the classes of requests that cost more than a call does. */
export function limitClass(limits: RequestLimits): Stage {
  return (exchange) => {
    const { route, caller, origin } = exchange
    if (route === undefined || route.class === 'api' || route.class === 'page') return
    exchange.limit = nearest(exchange.limit, limits.take(route.class, caller?.userId ?? addressKey(origin.address)))
  }
}

function nearest(before: LimitState | undefined, next: LimitState): LimitState {
  return before === undefined || next.remaining <= before.remaining ? next : before
}
