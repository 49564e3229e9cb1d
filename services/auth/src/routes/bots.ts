import type { App } from '@bartab/kit'
import { BotCredentials, BotList, CreateBotBody, Ulid } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { createBot, listBots, removeBot, renewSecret } from '../domain/bots.ts'
import { actorOf } from './actor.ts'

const BotPath = Type.Object({ id: Ulid })

export function botRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/bots',
    { config: { scope: 'auth:admin' }, schema: { body: CreateBotBody, response: { 201: BotCredentials } } },
    async (request, reply) => reply.code(201).send(createBot(deps, actorOf(request), request.body)),
  )

  app.get('/auth/v1/bots', { config: { scope: 'auth:admin' }, schema: { response: { 200: BotList } } }, async () => ({
    bots: listBots(deps),
  }))

  app.post(
    '/auth/v1/bots/:id/secret',
    { config: { scope: 'auth:admin' }, schema: { params: BotPath, response: { 201: BotCredentials } } },
    async (request, reply) => reply.code(201).send(renewSecret(deps, actorOf(request), request.params.id)),
  )

  app.delete(
    '/auth/v1/bots/:id',
    { config: { scope: 'auth:admin' }, schema: { params: BotPath } },
    async (request, reply) => {
      removeBot(deps, actorOf(request), request.params.id)
      deps.announceChatWork()
      return reply.code(204).send()
    },
  )
}
