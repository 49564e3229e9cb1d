import type { FastifyRequest } from 'fastify'
import type { Actor } from '../domain/audit-trail.ts'

/** Who acts in this request, for the audit trail. */
export function actorOf(request: FastifyRequest): Actor {
  return { userId: request.caller.userId, address: request.ip }
}
