import type { RememberingVerifier } from '@bartab/kit'
import type { Stage } from '../exchange.ts'
import type { TrustedProxies } from '../headers/client-address.ts'
import type { RequestLimits } from '../limits/request-limits.ts'
import type { RoutingTable } from '../routing/routing-table.ts'
import { canonicalPath } from './canonical-path.ts'
import { clientHeaders } from './client-headers.ts'
import { findRoute } from './find-route.ts'
import { limitBody } from './limit-body.ts'
import { limitAddress, limitClass, limitUser } from './limit-rate.ts'
import { requestIdentity, type TraceNames } from './request-identity.ts'
import { servedMethod } from './served-method.ts'
import { takeSmallBody } from './take-small-body.ts'
import { verifyToken } from './verify-token.ts'
import { type Holds, waitForHandOver } from './wait-for-hand-over.ts'

export interface StageDeps {
  names: TraceNames
  proxies: TrustedProxies
  limits: RequestLimits
  /** The table in force; asked once for each request. */
  table: () => RoutingTable
  verifier: RememberingVerifier
  maxUploadBytes: number
  holds: Holds
  /** Answers what came through: forwards it, or serves the gateway's own. */
  deliver: Stage
}

/** The gateway's order of work. */
export const stages = (deps: StageDeps): readonly Stage[] => [
  requestIdentity(deps.names),
  clientHeaders(deps.proxies),
  servedMethod,
  canonicalPath,
  findRoute(deps.table),
  limitAddress(deps.limits),
  verifyToken(deps.verifier),
  limitUser(deps.limits),
  limitClass(deps.limits),
  limitBody(deps.maxUploadBytes),
  takeSmallBody,
  waitForHandOver(deps.holds),
  deps.deliver,
]
