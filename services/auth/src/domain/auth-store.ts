import type { AuditTrail } from './audit-trail.ts'
import type { Authorizations } from './authorization.ts'
import type { Clients } from './client.ts'
import type { Departures } from './departure.ts'
import type { Invites } from './invite.ts'
import type { LimitBuckets } from './limit.ts'
import type { Recoveries } from './recovery.ts'
import type { Revocations } from './revocation.ts'
import type { Roles } from './role.ts'
import type { RoomJoins } from './room-join.ts'
import type { BackupCodes, Challenges, Totps } from './second-factor.ts'
import type { Sessions } from './session.ts'
import type { SigningKeys } from './signing-key.ts'
import type { Users } from './user.ts'

/** Everything that auth keeps. */
export interface AuthStore {
  users: Users
  roles: Roles
  sessions: Sessions
  invites: Invites
  clients: Clients
  signingKeys: SigningKeys
  revocations: Revocations
  roomJoins: RoomJoins
  departures: Departures
  audit: AuditTrail
  limits: LimitBuckets
  totps: Totps
  backupCodes: BackupCodes
  challenges: Challenges
  recoveries: Recoveries
  authorizations: Authorizations
  bootstrap: BootstrapMark
  /** Runs `work` as one transaction: all of it lasts, or none. */
  transact<T>(work: () => T): T
}

export interface BootstrapMark {
  ownerId(): string | undefined
  /** Fails when the server has its owner. */
  set(ownerId: string, now: number): void
}
