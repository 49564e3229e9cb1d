import type { App } from '@bartab/kit'
import { SessionList, type SessionSummary, Ulid } from '@bartab/sdk/schemas'
import { Type } from 'typebox'
import type { AuthDeps } from '../deps.ts'
import { record } from '../domain/audit-trail.ts'
import { endSession, requireOwnSession } from '../domain/end-session.ts'
import type { Session } from '../domain/session.ts'
import { actorOf } from './actor.ts'

const SessionPath = Type.Object({ id: Ulid })

export function sessionRoutes(app: App, deps: AuthDeps): void {
  app.get(
    '/auth/v1/me/sessions',
    { config: { scope: 'authenticated' }, schema: { response: { 200: SessionList } } },
    async ({ caller }) => {
      const sessions = deps.store.sessions.liveOf(caller.userId, deps.clock())
      return { sessions: sessions.map((session) => summarise(session, caller.sessionId)) }
    },
  )

  app.delete(
    '/auth/v1/me/sessions/:id',
    { config: { scope: 'authenticated' }, schema: { params: SessionPath } },
    async (request, reply) => {
      deps.store.transact(() => {
        const session = requireOwnSession(deps, request.caller.userId, request.params.id)
        endSession(deps, session, 'removed')
        record(deps, actorOf(request), { action: 'session.end', target: session.sessionId })
      })
      return reply.code(204).send()
    },
  )
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
