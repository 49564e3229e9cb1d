import type { Exchange, Stage } from '../exchange.ts'

/** Makes the names that tie log lines of several servers together. */
export interface TraceNames {
  requestId(): string
  /** Hexadecimal digits, `bytes` x 2 of them. */
  hex(bytes: number): string
}

const acceptableId = /^[A-Za-z0-9_.-]{1,64}$/
const validTraceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * Gives the request its id and its place in a trace: the client's where they have an acceptable form, else new ones.
 * It comes first, reading Node's own view of these two headers, so that every refusal carries an id.
 */
export function requestIdentity(names: TraceNames): Stage {
  return (exchange: Exchange) => {
    const { 'x-request-id': id, traceparent } = exchange.request.headers
    exchange.requestId = typeof id === 'string' && acceptableId.test(id) ? id : names.requestId()
    exchange.traceparent =
      typeof traceparent === 'string' && validTraceparent.test(traceparent)
        ? traceparent
        : `00-${names.hex(16)}-${names.hex(8)}-00`
  }
}
