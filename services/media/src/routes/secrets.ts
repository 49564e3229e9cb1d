import type { App, TurningSecret } from '@bartab/kit'
import { EmptyBody, RetireSecretBody, SecretVersions } from '@bartab/sdk/schemas'
import type { Links } from '../domain/links.ts'

export interface SecretRouteDeps {
  linkSecret: TurningSecret
  links: Links
  clock(): number
}

const config = { scope: 'media:admin' } as const
const path = '/media/v1/secrets/media-links'
const response = { 200: SecretVersions }

/** The secret behind links, for the operator. The version before ends with the last link that it has signed. */
export function secretRoutes(app: App, { linkSecret, links, clock }: SecretRouteDeps): void {
  app.get(path, { config, schema: { response } }, async () => linkSecret.describe())
  app.post(`${path}/rotate`, { config, schema: { body: EmptyBody, response } }, async ({ caller, log }) => {
    if (await linkSecret.turn(Math.max(clock(), links.lastExpiryTs))) {
      log.info({ user_id: caller.userId }, 'the secret of links was replaced')
    }
    return linkSecret.describe()
  })
  app.post(
    `${path}/retire`,
    { config, schema: { body: RetireSecretBody, response } },
    async ({ body, caller, log }) => {
      await linkSecret.retire(body.force ?? false)
      log.info({ user_id: caller.userId }, 'the secret of links before was retired')
      return linkSecret.describe()
    },
  )
}
