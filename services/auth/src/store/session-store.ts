import type { Database } from '@bartab/kit/sqlite'
import { idleLifetimeMs, type Session, type Sessions } from '../domain/session.ts'

type SessionRow = Omit<Session, 'amr'> & { amr: string }

const columns = `session_id AS sessionId, user_id AS userId, client_id AS clientId, device_name AS deviceName,
  granted_scope AS grantedScope, amr, auth_ts AS authTs, created_ts AS createdTs, expires_ts AS expiresTs,
  last_used_ts AS lastUsedTs, last_address AS lastAddress, refresh_hash AS refreshHash,
  refresh_generation AS refreshGeneration, refresh_rotated_ts AS refreshRotatedTs, ended_ts AS endedTs`

const live = 'ended_ts IS NULL AND expires_ts > @now AND last_used_ts > @now - @idleLifetimeMs'

export function sessionStore(db: Database): Sessions {
  const get = db.prepare<[string], SessionRow>(`SELECT ${columns} FROM session WHERE session_id = ?`)
  const add = db.prepare<[SessionRow]>(
    `INSERT INTO session (session_id, user_id, client_id, device_name, granted_scope, amr, auth_ts, created_ts,
       expires_ts, last_used_ts, last_address, refresh_hash, refresh_generation, refresh_rotated_ts)
     VALUES (@sessionId, @userId, @clientId, @deviceName, @grantedScope, @amr, @authTs, @createdTs,
       @expiresTs, @lastUsedTs, @lastAddress, @refreshHash, @refreshGeneration, @refreshRotatedTs)`,
  )
  const liveOf = db.prepare<[{ userId: string; now: number; idleLifetimeMs: number }], SessionRow>(
    `SELECT ${columns} FROM session WHERE user_id = @userId AND ${live} ORDER BY last_used_ts DESC, session_id DESC`,
  )
  const rotate = db.prepare(
    `UPDATE session SET refresh_hash = @refreshHash, refresh_generation = @refreshGeneration,
       refresh_rotated_ts = @now, last_used_ts = @now, last_address = @address WHERE session_id = @sessionId`,
  )
  const liveOfClient = db.prepare<[{ clientId: string; now: number; idleLifetimeMs: number }], SessionRow>(
    `SELECT ${columns} FROM session WHERE client_id = @clientId AND ${live}`,
  )
  const liveUsedBetween = db.prepare<[{ from: number; to: number; now: number; idleLifetimeMs: number }], SessionRow>(
    `SELECT ${columns} FROM session WHERE last_used_ts BETWEEN @from AND @to AND ${live} ORDER BY user_id`,
  )
  const renewProof = db.prepare(
    'UPDATE session SET auth_ts = @now, last_used_ts = @now, amr = @amr WHERE session_id = @sessionId',
  )
  const rename = db.prepare<[string, string]>('UPDATE session SET device_name = ? WHERE session_id = ?')
  const removeOf = db.prepare<[string]>('DELETE FROM session WHERE user_id = ?')
  const end = db.prepare<[number, string, string]>(
    'UPDATE session SET ended_ts = ?, end_reason = ? WHERE session_id = ? AND ended_ts IS NULL',
  )
  const prune = db.prepare<[{ before: number; idleLifetimeMs: number }]>(
    `DELETE FROM session
     WHERE ended_ts < @before OR expires_ts < @before OR last_used_ts < @before - @idleLifetimeMs`,
  )
  return {
    get: (sessionId) => {
      const row = get.get(sessionId)
      return row && toSession(row)
    },
    add: (session) => void add.run({ ...session, amr: JSON.stringify(session.amr) }),
    liveOf: (userId, now) => liveOf.all({ userId, now, idleLifetimeMs }).map(toSession),
    rotate: (sessionId, rotation) => void rotate.run({ sessionId, ...rotation }),
    liveOfClient: (clientId, now) => liveOfClient.all({ clientId, now, idleLifetimeMs }).map(toSession),
    liveUsedBetween: (from, to, now) => liveUsedBetween.all({ from, to, now, idleLifetimeMs }).map(toSession),
    renewProof: (sessionId, now, amr) => void renewProof.run({ sessionId, now, amr: JSON.stringify(amr) }),
    rename: (sessionId, deviceName) => void rename.run(deviceName, sessionId),
    removeOf: (userId) => void removeOf.run(userId),
    end: (sessionId, now, reason) => void end.run(now, reason, sessionId),
    prune: (before) => void prune.run({ before, idleLifetimeMs }),
  }
}

function toSession(row: SessionRow): Session {
  return { ...row, amr: JSON.parse(row.amr) as string[] }
}
