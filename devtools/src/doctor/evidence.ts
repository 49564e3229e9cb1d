import type { DriverKind } from '../cli/context.ts'
import type { InternalAnswer } from '../drivers/driver.ts'
import type { PortHolder } from '../ground/port-holder.ts'
import type { ObservedService } from '../plan/observed.ts'
import type { Step } from '../plan/step.ts'
import type { LockNote } from '../state/stack-lock.ts'

/** Everything that diagnoses look at, gathered once. They are pure: the same evidence gives the same findings. */
export interface Evidence {
  stackName: string
  driver: DriverKind
  issuer: string
  url: string
  port: number
  services: readonly ServiceEvidence[]
  /** What `up` would do. */
  drift: readonly Step[]
  /** The room left on the disk with the data, in bytes. */
  room: number
  lock: { note: LockNote; stale: boolean } | undefined
  /** Who has the gateway's port while the gateway does not run. */
  portHolder: PortHolder | undefined
  /** What `GET /.well-known/openid-configuration` said at the gateway's published port. */
  front: FrontAnswer | undefined
  /** What `GET /` said there: the web client's page. */
  page: PageAnswer | undefined
  /** Files that only their owner should read, and that others may. */
  readableSecrets: readonly string[]
  /** Networks that must be internal and are not. */
  openNetworks: readonly string[]
}

export interface ServiceEvidence {
  name: string
  /** Nothing where it is missing. */
  seen: ObservedService | undefined
  ready: InternalAnswer | undefined
  lastLines: readonly string[]
}

/** An answer, or why there was none. */
export type FrontAnswer = { status: number; issuer: string | undefined } | { error: string }

export interface PageAnswer {
  status: number
  /** The content type; empty where it names none. */
  type: string
}
