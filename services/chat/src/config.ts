import { CommaList, env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from '@bartab/sdk/type'

/** What chat is told by its environment. */
export const ChatConfig = Type.Object({
  ...serverConfig,
  /** Where auth serves its public keys, as seen from here. */
  authUrl: env('BARTAB_AUTH_URL', Origin()),
  /** Where auth tells of sessions that ended. Without it, what ended is refused once its token has expired. */
  authInternalUrl: env('BARTAB_AUTH_INTERNAL_URL', Type.Optional(Origin())),
  /** Hosts inside that outgoing webhooks may go to, such as `ci.home.arpa` or `127.0.0.1:9000`. Default: none. */
  webhookHosts: env('BARTAB_WEBHOOK_HOSTS', Type.Optional(CommaList())),
})
export type ChatConfig = Static<typeof ChatConfig>
