import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { RetireSecretBody, SecretVersions } from '@bartab/sdk/schemas'
import { Type } from 'typebox'
import type { AuthDeps } from '../deps.ts'
import { pepperVersions, retirePepper, rotatePepper } from '../domain/pepper-rotation.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const SecretPath = Type.Object({ name: Type.String({ pattern: '^[a-z-]{1,32}$' }) })
const Nothing = Type.Object({}, { additionalProperties: false })
const config = { scope: 'auth:admin' } as const
const response = { 200: SecretVersions }

/** Secrets that rotate with two valid versions. Auth has one: the pepper. Each step may be repeated. */
export function secretRoutes(app: App, deps: AuthDeps): void {
  app.get('/auth/v1/secrets/:name', { config, schema: { params: SecretPath, response } }, async ({ params }) => {
    requirePepper(params.name)
    return pepperVersions(deps)
  })

  app.post(
    '/auth/v1/secrets/:name/rotate',
    { config, schema: { params: SecretPath, body: Nothing, response } },
    async (request) => {
      requirePepper(request.params.name)
      requireRecentProof(deps, request.caller)
      return rotatePepper(deps, actorOf(request))
    },
  )

  app.post(
    '/auth/v1/secrets/:name/retire',
    { config, schema: { params: SecretPath, body: RetireSecretBody, response } },
    async (request) => {
      requirePepper(request.params.name)
      requireRecentProof(deps, request.caller)
      return retirePepper(deps, actorOf(request), request.body.force ?? false)
    },
  )
}

function requirePepper(name: string): void {
  if (name !== 'pepper') throw new Problem('SECRET_NOT_FOUND')
}
