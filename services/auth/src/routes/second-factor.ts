import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import {
  BackupCodes,
  SecondFactorStatus,
  StepUpAnswer,
  StepUpBody,
  TotpCodeBody,
  TotpEnrolment,
} from '@bartab/sdk/schemas'
import type { FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { requireUser } from '../domain/account.ts'
import { record } from '../domain/audit-trail.ts'
import { newBackupCodes } from '../domain/backup-codes.ts'
import { methodsOf } from '../domain/second-factor.ts'
import { refuseApplications, requireRecentProof, stepUp } from '../domain/step-up.ts'
import { beginTotp, confirmTotp, removeTotp } from '../domain/totp-factor.ts'
import { actorOf } from './actor.ts'

const config = { scope: 'authenticated' } as const

/** One's own second factor, and proving once more who one is. */
export function secondFactorRoutes(app: App, deps: AuthDeps): void {
  const mayChange = ({ caller }: FastifyRequest) => {
    refuseApplications(deps, caller)
    requireRecentProof(deps, caller)
  }

  app.get('/auth/v1/me/mfa', { config, schema: { response: { 200: SecondFactorStatus } } }, async ({ caller }) => ({
    methods: methodsOf(deps, caller.userId),
    backup_codes_left: deps.store.backupCodes.left(caller.userId),
  }))

  app.post('/auth/v1/me/mfa/totp', { config, schema: { response: { 201: TotpEnrolment } } }, async (request, reply) => {
    mayChange(request)
    const user = requireUser(deps, request.caller.userId)
    if (user.passwordHash === null) throw new Problem('MFA_NOT_SET_UP', { detail: 'the account has no password' })
    return reply.code(201).send(beginTotp(deps, user))
  })

  app.post(
    '/auth/v1/me/mfa/totp/verify',
    { config, schema: { body: TotpCodeBody, response: { 200: BackupCodes } } },
    async (request) => {
      mayChange(request)
      return { backup_codes: confirmTotp(deps, actorOf(request), request.body.code) }
    },
  )

  app.delete('/auth/v1/me/mfa/totp', { config }, async (request, reply) => {
    mayChange(request)
    removeTotp(deps, actorOf(request))
    return reply.code(204).send()
  })

  app.post(
    '/auth/v1/me/mfa/backup-codes',
    { config, schema: { response: { 201: BackupCodes } } },
    async (request, reply) => {
      mayChange(request)
      return reply.code(201).send({ backup_codes: renewBackupCodes(deps, request) })
    },
  )

  app.post(
    '/auth/v1/me/step-up',
    { config, schema: { body: StepUpBody, response: { 200: StepUpAnswer } } },
    async (request) => {
      refuseApplications(deps, request.caller)
      return stepUp(deps, actorOf(request), request.caller.sessionId, request.body)
    },
  )
}

function renewBackupCodes(deps: AuthDeps, request: FastifyRequest): string[] {
  const actor = actorOf(request)
  return deps.store.transact(() => {
    if (typeof deps.store.totps.get(actor.userId)?.confirmedTs !== 'number') throw new Problem('MFA_NOT_SET_UP')
    record(deps, actor, { action: 'mfa.backup-codes', target: actor.userId })
    return newBackupCodes(deps, actor.userId)
  })
}
