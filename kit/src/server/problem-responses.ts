import { Problem } from '@bartab/sdk/problems'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pathOf } from './access-log.ts'
import type { App } from './app.ts'
import { toProblem } from './to-problem.ts'

/** Every failure leaves as RFC 9457 problem+json, with its code and the request's id, and nothing of the inside. */
export function problemResponses(app: App): void {
  app.setErrorHandler((error, request, reply) => sendProblem(toProblem(error), request, reply))
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('ROUTE_NOT_FOUND'), request, reply))
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  logProblem(problem, request)
  if (isTokenRefusal(problem)) reply.header('www-authenticate', challenge(problem))
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.toDocument(pathOf(request.url), request.id))
}

function logProblem(problem: Problem, request: FastifyRequest): void {
  if (problem.code === 'INTERNAL') request.log.error({ err: problem.cause ?? problem }, 'failed')
  else if (problem.status >= 500) request.log.warn({ err: problem }, problem.code)
  else request.log.debug({ code: problem.code, detail: problem.detail }, 'refused')
}

// a wrong password is answered with 401 as well, and no bearer token would mend it
function isTokenRefusal({ status, code }: Problem): boolean {
  return status === 401 && code.startsWith('TOKEN_')
}

function challenge({ code }: Problem): string {
  return code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"'
}
