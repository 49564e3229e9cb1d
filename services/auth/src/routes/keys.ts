import type { App } from '@bartab/kit'
import { AffectedByKey, RevokedKey, SigningKeyList, SigningKeySummary } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { activateKey, addKey, affectedBy, retireKey, revokeKey, trustedUntil } from '../domain/key-lifecycle.ts'
import type { SigningKey } from '../domain/signing-key.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const KeyPath = Type.Object({ kid: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) })
const scope = 'auth:admin'

export function keyRoutes(app: App, deps: AuthDeps): void {
  app.get('/auth/v1/keys', { config: { scope }, schema: { response: { 200: SigningKeyList } } }, async () => ({
    keys: deps.store.signingKeys.all().map(summarise),
  }))

  app.post(
    '/auth/v1/keys',
    { config: { scope }, schema: { response: { 200: SigningKeySummary, 201: SigningKeySummary } } },
    async (request, reply) => {
      const { key, made } = await addKey(deps, actorOf(request))
      return reply.code(made ? 201 : 200).send(summarise(key))
    },
  )

  app.get(
    '/auth/v1/keys/:kid/affected',
    { config: { scope }, schema: { params: KeyPath, response: { 200: AffectedByKey } } },
    async ({ params }) => affectedBy(deps, params.kid),
  )

  app.post(
    '/auth/v1/keys/:kid/activate',
    { config: { scope }, schema: { params: KeyPath, response: { 200: SigningKeySummary } } },
    async (request) => summarise(activateKey(deps, actorOf(request), request.params.kid)),
  )

  app.post(
    '/auth/v1/keys/:kid/retire',
    { config: { scope }, schema: { params: KeyPath, response: { 200: SigningKeySummary } } },
    async (request) => summarise(retireKey(deps, actorOf(request), request.params.kid)),
  )

  app.post(
    '/auth/v1/keys/:kid/revoke',
    { config: { scope }, schema: { params: KeyPath, response: { 200: RevokedKey } } },
    async (request) => {
      requireRecentProof(deps, request.caller)
      return revokeKey(deps, actorOf(request), request.params.kid)
    },
  )
}

function summarise(key: SigningKey): SigningKeySummary {
  const until = trustedUntil(key)
  return {
    kid: key.kid,
    state: key.state,
    created_ts: key.createdTs,
    ...(key.activatedTs === null ? {} : { activated_ts: key.activatedTs }),
    ...(key.retiringTs === null ? {} : { retiring_ts: key.retiringTs }),
    ...(key.retiredTs === null ? {} : { retired_ts: key.retiredTs }),
    ...(key.revokedTs === null ? {} : { revoked: true }),
    ...(until === undefined ? {} : { trusted_until_ts: until }),
  }
}
