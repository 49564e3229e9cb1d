import type { Stage } from '../exchange.ts'
import type { ServiceName } from '../routing/route.ts'
import type { Hold } from '../upstream/hold.ts'

export type Holds = Readonly<Record<ServiceName, Hold>>

/** Keeps requests back for the moment in which a service is handed over from one process to the next. */
export function waitForHandOver(holds: Holds): Stage {
  return ({ route, response }) => {
    if (route === undefined) return
    const hold = holds[route.service]
    if (hold.until === undefined) return
    return hold.wait((gone) => response.once('close', gone))
  }
}
