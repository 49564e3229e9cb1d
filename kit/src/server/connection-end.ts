import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Lifecycle } from '../lifecycle.ts'
import { takeIn } from './take-in.ts'

/**
 * Where a connection ends: behind the answer to the request that was asked last on it, so that what is carried out is
 * also answered. (node:http throws away what stands behind an answer that says `connection: close`.) While the server
 * drains, that answer does say so, and its client opens the next connection elsewhere.
 *
 * Add it before whatever counts requests: what comes in behind such an answer is not carried out.
 */
export function connectionEnd(app: Pick<FastifyInstance, 'addHook'>, lifecycle: Lifecycle): void {
  const lastAsked = new WeakMap<Socket, IncomingMessage>()
  const ending = new WeakSet<Socket>()
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (ending.has(raw.socket)) {
      reply.hijack()
      return
    }
    lastAsked.set(raw.socket, raw)
    done()
  })
  app.addHook('onSend', ({ raw }, reply, _payload, done) => {
    const drains = lifecycle.state === 'draining'
    const refusesBody = reply.getHeader('connection') === 'close'
    if (!drains && !refusesBody) return done()
    const isLast = lastAsked.get(raw.socket) === raw
    if (isLast && (drains || !raw.complete)) {
      reply.header('connection', 'close')
      ending.add(raw.socket)
    } else {
      goOn(reply)
    }
    if (refusesBody) takeInRest(raw, done)
    else done()
  })
}

/** Fastify closes behind any body that it refuses, though one that was read whole leaves nothing on its connection. */
function goOn(reply: FastifyReply): void {
  reply.removeHeader('connection')
  if (reply.raw.hasHeader('connection')) reply.raw.removeHeader('connection')
}

/**
 * A body that is too large is refused while it still arrives. What was not read before the connection is closed makes
 * the system reset it, and the answer is lost on its way: so it is taken in first.
 */
function takeInRest(request: IncomingMessage, done: () => void): void {
  if (request.readableEnded) done()
  else takeIn(request, done)
}
