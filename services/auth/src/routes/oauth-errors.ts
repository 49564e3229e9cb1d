import { type App, toProblem } from '@bartab/kit'
import type { Problem } from '@bartab/sdk/problems'
import type { FastifyReply } from 'fastify'
import { OAuthFault } from '../domain/oauth-fault.ts'

/** Below `oauth2/`, failures leave in RFC 6749's form, for clients that know no other. */
export function oauthErrors(app: App): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthFault) return sendFault(error, reply)
    const problem = toProblem(error)
    if (problem.code === 'INTERNAL') request.log.error({ err: problem.cause, request_id: request.id }, 'failed')
    return sendProblemAsFault(problem, reply)
  })
}

function sendFault(fault: OAuthFault, reply: FastifyReply): FastifyReply {
  if (fault.code === 'invalid_client') reply.header('www-authenticate', 'Basic realm="oauth2"')
  else if (fault.status === 401 || fault.status === 403) {
    reply.header('www-authenticate', `Bearer error="${fault.code}"`)
  }
  return send(reply, fault.status, fault.code, fault.message)
}

function sendProblemAsFault(problem: Problem, reply: FastifyReply): FastifyReply {
  reply.headers(problem.headers)
  const description = problem.detail ?? problem.title
  if (problem.status === 401) return sendFault(new OAuthFault('invalid_token', description), reply)
  if (problem.status === 500) return send(reply, 500, 'server_error', description)
  if (problem.status > 500 || problem.status === 429) {
    return send(reply, problem.status, 'temporarily_unavailable', description)
  }
  return send(reply, problem.status, 'invalid_request', description)
}

function send(reply: FastifyReply, status: number, error: string, description: string): FastifyReply {
  const answer = JSON.stringify({ error, error_description: description })
  return reply.code(status).type('application/json').serializer(String).send(answer)
}
