import { type App, toProblem } from '@bartab/kit'
import type { FastifyReply } from 'fastify'
import { callback } from '../domain/authorization.ts'
import { RefusedRequest, UnanswerableRequest } from '../domain/authorize-request.ts'
import { messagePage } from '../pages/message-page.ts'
import { sendPage } from '../pages/page.ts'

/** People read these failures: as a page, or, where the application may be told, at its own address. */
export function pageErrors(app: App, { issuer }: { issuer: string }): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof RefusedRequest) return redirectRefused(error, issuer, reply)
    if (error instanceof UnanswerableRequest)
      return sendPage(reply, messagePage('This does not work', error.message, 400))
    const problem = toProblem(error)
    if (problem.code === 'INTERNAL') request.log.error({ err: problem.cause, request_id: request.id }, 'failed')
    return sendPage(reply.headers(problem.headers), messagePage(problem.title, problem.fix, problem.status))
  })
}

function redirectRefused(refused: RefusedRequest, issuer: string, reply: FastifyReply): FastifyReply {
  const answer = { error: refused.error, error_description: refused.message }
  return reply.redirect(callback({ issuer }, refused, answer), 303)
}
