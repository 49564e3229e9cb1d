import { type Database, openDatabase } from '@bartab/kit/sqlite'
import type { AuthStore, BootstrapMark } from '../domain/auth-store.ts'
import { auditStore } from './audit-store.ts'
import { authorizationStore } from './authorization-store.ts'
import { clientStore } from './client-store.ts'
import { departureStore } from './departure-store.ts'
import { inviteStore } from './invite-store.ts'
import { limitStore } from './limit-store.ts'
import { recoveryStore } from './recovery-store.ts'
import { revocationStore } from './revocation-store.ts'
import { roleStore } from './role-store.ts'
import { roomJoinStore } from './room-join-store.ts'
import { backupCodeStore, challengeStore, totpStore } from './second-factor-store.ts'
import { sessionStore } from './session-store.ts'
import { signingKeyStore } from './signing-key-store.ts'
import { userStore } from './user-store.ts'

export interface OpenAuthStore extends AuthStore {
  /** The server's name, as fixed on the first start; sets it when this is the first. */
  serverName(configured: string): string
  /** Throws when the database does not answer. */
  ping(): void
  close(): void
}

/** Opens `file`, migrates it, and prepares every statement. An answer given is on disk: durability is full. */
export function openAuthStore(file: string, followed?: boolean): OpenAuthStore {
  const migrations = new URL('./migrations/', import.meta.url)
  const db = openDatabase({ file, migrations, durability: 'full', followed })
  const ping = db.prepare('SELECT 1')
  return {
    users: userStore(db),
    roles: roleStore(db),
    sessions: sessionStore(db),
    invites: inviteStore(db),
    clients: clientStore(db),
    signingKeys: signingKeyStore(db),
    revocations: revocationStore(db),
    roomJoins: roomJoinStore(db),
    departures: departureStore(db),
    audit: auditStore(db),
    limits: limitStore(db),
    totps: totpStore(db),
    backupCodes: backupCodeStore(db),
    challenges: challengeStore(db),
    recoveries: recoveryStore(db),
    authorizations: authorizationStore(db),
    bootstrap: bootstrapMark(db),
    transact: (work) => db.transaction(work).immediate(),
    serverName: (configured) => fixServerName(db, configured),
    ping: () => void ping.get(),
    close: () => void db.close(),
  }
}

function bootstrapMark(db: Database): BootstrapMark {
  const ownerId = db.prepare<[], string>('SELECT owner_id FROM bootstrap').pluck()
  const set = db.prepare<[string, number]>('INSERT INTO bootstrap (only_row, owner_id, done_ts) VALUES (1, ?, ?)')
  return {
    ownerId: () => ownerId.get(),
    set: (userId, now) => void set.run(userId, now),
  }
}

function fixServerName(db: Database, configured: string): string {
  db.prepare('INSERT INTO server (only_row, name) VALUES (1, ?) ON CONFLICT DO NOTHING').run(configured)
  return db.prepare<[], string>('SELECT name FROM server').pluck().get() ?? configured
}
