import { StartFailure } from '@bartab/kit'
import type { OpenAuthStore } from './store/auth-store.ts'

/** The name is part of every id that others may hold: what was chosen on the first start stays. */
export function fixServerName(store: OpenAuthStore, configured: string): void {
  const fixed = store.serverName(configured)
  if (fixed === configured) return
  const message = `BARTAB_SERVER_NAME is ${configured}, but this server has been ${fixed} since its first start and must stay so. Set it to ${fixed}.`
  throw new StartFailure(message, 78)
}
