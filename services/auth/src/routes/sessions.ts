import type { App } from '@bartab/kit'
import { EndedSessions, PatchSessionBody, SessionList, SessionSummary, Ulid } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { record } from '../domain/audit-trail.ts'
import { endSession, endSessionsOf, requireOwnSession } from '../domain/end-session.ts'
import type { Session } from '../domain/session.ts'
import { refuseApplications } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const SessionPath = Type.Object({ id: Ulid })

export function sessionRoutes(app: App, deps: AuthDeps): void {
  app.get(
    '/auth/v1/me/sessions',
    { config: { scope: 'authenticated' }, schema: { response: { 200: SessionList } } },
    async ({ caller }) => {
      refuseApplications(deps, caller)
      const sessions = deps.store.sessions.liveOf(caller.userId, deps.clock())
      return { sessions: sessions.map((session) => summarise(session, caller.sessionId)) }
    },
  )

  app.patch(
    '/auth/v1/me/sessions/:id',
    {
      config: { scope: 'authenticated' },
      schema: { params: SessionPath, body: PatchSessionBody, response: { 200: SessionSummary } },
    },
    async ({ caller, params, body }) => {
      refuseApplications(deps, caller)
      const session = requireOwnSession(deps, caller.userId, params.id)
      deps.store.sessions.rename(session.sessionId, body.device_name)
      return summarise({ ...session, deviceName: body.device_name }, caller.sessionId)
    },
  )

  app.delete(
    '/auth/v1/me/sessions',
    { config: { scope: 'authenticated' }, schema: { response: { 200: EndedSessions } } },
    async (request) => {
      refuseApplications(deps, request.caller)
      return endOthers(deps, request)
    },
  )

  app.delete(
    '/auth/v1/me/sessions/:id',
    { config: { scope: 'authenticated' }, schema: { params: SessionPath } },
    async (request, reply) => {
      refuseApplications(deps, request.caller)
      deps.store.transact(() => {
        const session = requireOwnSession(deps, request.caller.userId, request.params.id)
        endSession(deps, session, 'removed')
        record(deps, actorOf(request), { action: 'session.end', target: session.sessionId })
      })
      return reply.code(204).send()
    },
  )
}

function endOthers(deps: AuthDeps, request: FastifyRequest): EndedSessions {
  const { userId, sessionId } = request.caller
  return deps.store.transact(() => {
    const ended = endSessionsOf(deps, userId, 'removed', sessionId)
    record(deps, actorOf(request), { action: 'session.end-others', target: userId, detail: { ended } })
    return { ended }
  })
}

function summarise(session: Session, currentId: string): SessionSummary {
  return {
    session_id: session.sessionId,
    client_id: session.clientId,
    ...(session.deviceName === null ? {} : { device_name: session.deviceName }),
    created_ts: session.createdTs,
    last_used_ts: session.lastUsedTs,
    ...(session.lastAddress === null ? {} : { last_address: session.lastAddress }),
    current: session.sessionId === currentId,
  }
}
