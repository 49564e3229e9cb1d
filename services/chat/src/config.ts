import { env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from 'typebox'

/** What chat is told by its environment. */
export const ChatConfig = Type.Object({
  ...serverConfig,
  /** Where auth serves its public keys, as seen from here. */
  authUrl: env('BARTAB_AUTH_URL', Origin()),
})
export type ChatConfig = Static<typeof ChatConfig>
