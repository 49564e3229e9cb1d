import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { CreatedRecovery, CreateRecoveryBody, RecoverBody, Ulid } from '@bartab/sdk/schemas'
import { type Static, Type } from '@bartab/sdk/type'
import type { FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { requireUser } from '../domain/account.ts'
import { createRecovery, recover, requireRecovery } from '../domain/recovery.ts'
import { secretHash } from '../domain/secret-text.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { messagePage } from '../pages/message-page.ts'
import { sendPage } from '../pages/page.ts'
import { recoveryPage } from '../pages/recovery-page.ts'
import { actorOf } from './actor.ts'
import { formBody } from './form-body.ts'
import { pageErrors } from './page-errors.ts'
import { queryOf } from './query.ts'

const path = '/auth/v1/login/recover'
const UserPath = Type.Object({ id: Ulid })
const RecoveryForm = Type.Object({ ...RecoverBody.properties, username: Type.Optional(Type.String()) })

/** The link that brings somebody back who lost their password: made by an administrator, used on a page or as JSON. */
export function recoveryRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/users/:id/recovery',
    {
      config: { scope: 'auth:admin' },
      schema: { params: UserPath, body: CreateRecoveryBody, response: { 201: CreatedRecovery } },
    },
    async (request, reply) => {
      const { caller, params, body } = request
      requireRecentProof(deps, caller)
      return reply.code(201).send(createRecovery(deps, actorOf(request), caller.scopes, params.id, body))
    },
  )

  app.post(path, { config: { scope: 'public' }, schema: { body: RecoverBody } }, async (request, reply) => {
    await recover(deps, request.ip, request.body)
    return reply.code(204).send()
  })

  app.register(async (scoped) => {
    const pages = scoped as App
    pageErrors(pages, deps)
    formBody(pages)
    pageRoutes(pages, deps)
  })
}

function pageRoutes(app: App, deps: AuthDeps): void {
  app.get(path, { config: { scope: 'public' } }, async (request, reply) => {
    const token = queryOf(request).get('token') ?? ''
    return sendPage(reply, recoveryPage(token, usernameFor(deps, token)))
  })

  app.post(`${path}/form`, { config: { scope: 'public' }, schema: { body: RecoveryForm } }, async (request, reply) =>
    sendPage(reply, await afterForm(deps, request, request.body)),
  )
}

async function afterForm(deps: AuthDeps, { ip }: FastifyRequest, { token, new_password }: Static<typeof RecoveryForm>) {
  try {
    await recover(deps, ip, { token, new_password })
    return messagePage('The new password is set', 'Log in with it now.')
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'PASSWORD_REFUSED') throw error
    return recoveryPage(token, usernameFor(deps, token), `${error.title}: ${error.detail}. ${error.fix}`)
  }
}

function usernameFor(deps: AuthDeps, token: string): string {
  return requireUser(deps, requireRecovery(deps, secretHash(token)).userId).username
}
