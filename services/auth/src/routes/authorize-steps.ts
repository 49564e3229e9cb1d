import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { type Static, Type } from '@bartab/sdk/type'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { type Authorization, decide, proveAuthorization, requireAuthorization } from '../domain/authorization.ts'
import { UnanswerableRequest } from '../domain/authorize-request.ts'
import { type Proof, provePassword, proveSecondFactor } from '../domain/login.ts'
import { type Asking, codePage, consentPage, loginPage } from '../pages/authorize-pages.ts'
import { type Page, sendPage } from '../pages/page.ts'
import { type BrowserCookie, isFromOurPages } from './browser-cookie.ts'

const path = '/auth/v1/oauth2/authorize'
const Text = Type.String({ maxLength: 4_096 })
const LoginForm = Type.Object({ ticket: Text, username: Text, password: Text })
const CodeForm = Type.Object({ ticket: Text, mfa_token: Text, methods: Text, method: Text, code: Text })
const DecisionForm = Type.Object({ ticket: Text, decision: Type.Enum(['allow', 'deny']) })
const config = { scope: 'public' } as const

interface Step {
  authorization: Authorization
  asking: Asking
}

/** What the forms of the authorization pages send. */
export function authorizeStepRoutes(app: App, deps: AuthDeps, cookie: BrowserCookie): void {
  const open = (request: FastifyRequest, ticket: string): Step => {
    if (!isFromOurPages(request, deps.issuer)) throw new UnanswerableRequest('The form was sent by another site.')
    const { authorization, client } = requireAuthorization(deps, { ticket, browser: cookie.read(request) })
    return { authorization, asking: { ticket, request: authorization.request, client } }
  }

  app.post(`${path}/login`, { config, schema: { body: LoginForm } }, async (request, reply) => {
    const step = open(request, request.body.ticket)
    return afterPassword(deps, request, reply, step, request.body)
  })

  app.post(`${path}/code`, { config, schema: { body: CodeForm } }, async (request, reply) => {
    const step = open(request, request.body.ticket)
    return afterCode(deps, request, reply, step, request.body)
  })

  app.post(`${path}/decide`, { config, schema: { body: DecisionForm } }, async (request, reply) => {
    const { authorization } = open(request, request.body.ticket)
    return reply.redirect(decide(deps, request.ip, authorization, request.body.decision === 'allow'), 303)
  })
}

async function afterPassword(
  deps: AuthDeps,
  { ip }: FastifyRequest,
  reply: FastifyReply,
  { authorization, asking }: Step,
  { username, password }: Static<typeof LoginForm>,
) {
  const outcome = await attempt(() => provePassword(deps, ip, { username, password }))
  if (!(outcome instanceof Problem)) return askConsent(deps, reply, { authorization, asking }, outcome)
  if (outcome.code === 'MFA_REQUIRED') {
    const { mfa_token, methods } = outcome.members
    return sendPage(reply, codePage(asking, String(mfa_token), methods as string[]))
  }
  return sendAgain(reply, outcome, loginPage({ ...asking, notice: wordsFor(outcome) }, username))
}

async function afterCode(
  deps: AuthDeps,
  { ip }: FastifyRequest,
  reply: FastifyReply,
  { authorization, asking }: Step,
  { mfa_token, method, methods, code }: Static<typeof CodeForm>,
) {
  const outcome = await attempt(() => proveSecondFactor(deps, ip, { mfa_token, method, code }))
  if (!(outcome instanceof Problem)) return askConsent(deps, reply, { authorization, asking }, outcome)
  const again = { ...asking, notice: wordsFor(outcome) }
  const page = outcome.code === 'MFA_CODE_WRONG' ? codePage(again, mfa_token, methods.split(' ')) : loginPage(again)
  return sendAgain(reply, outcome, page)
}

function askConsent(deps: AuthDeps, reply: FastifyReply, { authorization, asking }: Step, proof: Proof) {
  proveAuthorization(deps, authorization, proof)
  return sendPage(reply, consentPage(asking, proof.user))
}

/** Failures that a person can do something about are shown above the form; all others are thrown on. */
async function attempt(prove: () => Promise<Proof>): Promise<Proof | Problem> {
  try {
    return await prove()
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error
    throw error
  }
}

function sendAgain(reply: FastifyReply, { status, headers }: Problem, page: Page): FastifyReply {
  return sendPage(reply.headers(headers), { ...page, status })
}

function wordsFor({ code, title, headers }: Problem): string {
  if (code === 'RATE_LIMITED') return `Too many tries. Wait ${headers['retry-after']} seconds.`
  return `${title}.`
}
