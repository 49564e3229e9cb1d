import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { RetireSecretBody, SecretVersions } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import type { Actor } from '../domain/audit-trail.ts'
import { retireOperatorSecret, rotateOperatorSecret } from '../domain/operator-rotation.ts'
import { pepperVersions, retirePepper, rotatePepper } from '../domain/pepper-rotation.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const SecretPath = Type.Object({ name: Type.String({ pattern: '^[a-z-]{1,32}$' }) })
const Nothing = Type.Object({}, { additionalProperties: false })
const config = { scope: 'auth:admin' } as const
const response = { 200: SecretVersions }

interface RotatingSecret {
  versions(deps: AuthDeps): SecretVersions
  rotate(deps: AuthDeps, actor: Actor): Promise<SecretVersions>
  retire(deps: AuthDeps, actor: Actor, force: boolean): Promise<SecretVersions>
}

const secrets: ReadonlyMap<string, RotatingSecret> = new Map([
  ['pepper', { versions: pepperVersions, rotate: rotatePepper, retire: retirePepper }],
  [
    'operator',
    {
      versions: ({ operatorSecret }: AuthDeps) => operatorSecret.describe(),
      rotate: rotateOperatorSecret,
      retire: retireOperatorSecret,
    },
  ],
])

/** Secrets of auth that rotate with two valid versions. Each step may be repeated. */
export function secretRoutes(app: App, deps: AuthDeps): void {
  app.get('/auth/v1/secrets/:name', { config, schema: { params: SecretPath, response } }, async ({ params }) =>
    requireSecret(params.name).versions(deps),
  )

  app.post(
    '/auth/v1/secrets/:name/rotate',
    { config, schema: { params: SecretPath, body: Nothing, response } },
    async (request) => {
      const secret = requireSecret(request.params.name)
      requireRecentProof(deps, request.caller)
      return secret.rotate(deps, actorOf(request))
    },
  )

  app.post(
    '/auth/v1/secrets/:name/retire',
    { config, schema: { params: SecretPath, body: RetireSecretBody, response } },
    async (request) => {
      const secret = requireSecret(request.params.name)
      requireRecentProof(deps, request.caller)
      return secret.retire(deps, actorOf(request), request.body.force ?? false)
    },
  )
}

function requireSecret(name: string): RotatingSecret {
  const secret = secrets.get(name)
  if (secret === undefined) throw new Problem('SECRET_NOT_FOUND')
  return secret
}
