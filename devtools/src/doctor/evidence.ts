import type { DriverKind } from '../cli/context.ts'
import type { InternalAnswer } from '../drivers/driver.ts'
import type { PortHolder } from '../ground/port-holder.ts'
import type { FileHolder } from '../ground/process-look.ts'
import type { BackupAges } from '../operator/backup-ages.ts'
import type { ObservedService } from '../plan/observed.ts'
import type { Step } from '../plan/step.ts'
import type { ProcessIdentity } from '../state/process-identity.ts'
import type { LockNote } from '../state/stack-lock.ts'
import type { BotLogin } from './bot-logins.ts'
import type { StoreReport } from './store-probe.ts'

/** Everything that diagnoses look at, gathered once. They are pure: the same evidence gives the same findings. */
export interface Evidence {
  stackName: string
  driver: DriverKind
  /** When it was gathered, and when the stack was made, in ms. */
  now: number
  createdTs: number
  issuer: string
  url: string
  port: number
  services: readonly ServiceEvidence[]
  /** What `up` would do. */
  drift: readonly Step[]
  /** The room left on the disk with the data, in bytes. */
  room: number
  /** The room left where services' logs are written; absent where an engine keeps them. */
  logRoom: number | undefined
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
  bots: readonly BotLogin[]
  backup: BackupAges
  /** What is wrong with the copies of followed databases; empty where nothing is, or none is followed. */
  followedAlarms: readonly string[]
  /** How old the last proved backup may be. */
  alarmDays: number
}

export interface ServiceEvidence {
  name: string
  /** Nothing where it is missing. */
  seen: ObservedService | undefined
  ready: InternalAnswer | undefined
  lastLines: readonly string[]
  /** Its process, on the driver that has processes. */
  process?: ProcessEvidence | undefined
  /** Its database, where it keeps one that could be looked at. */
  store?: StoreEvidence | undefined
  /** The key ids that it verifies tokens with. */
  keys?: HeldKeysAnswer | undefined
}

export interface StoreEvidence extends StoreReport {
  /** Who else has it open, where it is troubled and that can be seen. */
  holders: readonly FileHolder[]
}

export interface HeldKeysAnswer {
  kids: readonly string[]
  /** auth answers with its own clock, the others with the time of their last fetch. In ms. */
  fetchedTs: number | undefined
}

export interface ProcessEvidence {
  identity: ProcessIdentity
  /** A signal has stopped it, and none has made it go on. */
  frozen: boolean
  /** How many files and connections it may have open. */
  openFiles: number | undefined
}

/** An answer, or why there was none. */
export type FrontAnswer = { status: number; issuer: string | undefined } | { error: string }

export interface PageAnswer {
  status: number
  /** The content type; empty where it names none. */
  type: string
}
