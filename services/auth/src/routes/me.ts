import type { App } from '@bartab/kit'
import { ChangePasswordBody, OwnAccount, PatchMeBody } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'
import { changePassword, changeProfile, ownAccount, requireUser } from '../domain/account.ts'
import { deleteAccount } from '../domain/delete-account.ts'
import { refuseApplications, requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

export function meRoutes(app: App, deps: AuthDeps): void {
  app.get(
    '/auth/v1/me',
    { config: { scope: 'authenticated' }, schema: { response: { 200: OwnAccount } } },
    async ({ caller }) => ownAccount(requireUser(deps, caller.userId), caller.scopes, caller.sessionId),
  )

  app.patch(
    '/auth/v1/me',
    { config: { scope: 'authenticated' }, schema: { body: PatchMeBody, response: { 200: OwnAccount } } },
    async ({ caller, body }) => {
      refuseApplications(deps, caller)
      return ownAccount(changeProfile(deps, caller.userId, body), caller.scopes, caller.sessionId)
    },
  )

  app.post(
    '/auth/v1/me/password',
    { config: { scope: 'authenticated' }, schema: { body: ChangePasswordBody } },
    async (request, reply) => {
      refuseApplications(deps, request.caller)
      await changePassword(deps, actorOf(request), request.caller.sessionId, request.body)
      return reply.code(204).send()
    },
  )

  app.delete('/auth/v1/me', { config: { scope: 'authenticated' } }, async (request, reply) => {
    refuseApplications(deps, request.caller)
    requireRecentProof(deps, request.caller)
    deleteAccount(deps, actorOf(request), request.caller.userId)
    deps.announceChatWork()
    return reply.code(204).send()
  })
}
