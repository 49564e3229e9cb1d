import type { Database } from '@bartab/kit/sqlite'
import type { Revocation, Revocations, TokenMarks } from '../domain/revocation.ts'

export function revocationStore(db: Database): Revocations {
  const add = db.prepare<[Revocation]>(
    'INSERT INTO revocation (kind, value, revoked_ts, expires_ts) VALUES (@kind, @value, @revoked_ts, @expires_ts)',
  )
  const after = db.prepare<[number, number], Revocation>(
    'SELECT kind, value, revoked_ts, expires_ts FROM revocation WHERE seq > ? AND expires_ts > ? ORDER BY seq',
  )
  const head = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'revocation'").pluck()
  const userRevokedTs = db
    .prepare<[string], number | null>("SELECT max(revoked_ts) FROM revocation WHERE kind = 'sub' AND value = ?")
    .pluck()
  const covers = db
    .prepare<[TokenMarks], number>(
      `SELECT 1 FROM revocation WHERE (kind = 'sid' AND value = @sessionId)
         OR (kind = 'sub' AND value = @userId AND revoked_ts >= @issuedAt)
         OR (kind = 'kid' AND value = @keyId) OR (kind = 'jti' AND value = @tokenId) LIMIT 1`,
    )
    .pluck()
  const prune = db.prepare<[number]>('DELETE FROM revocation WHERE expires_ts <= ?')
  return {
    add: (revocation) => void add.run(revocation),
    after: (seq, now) => ({ revoked: after.all(seq, now), head: head.get() ?? 0 }),
    userRevokedTs: (userId) => userRevokedTs.get(userId) ?? 0,
    covers: ({ tokenId, sessionId, userId, keyId, issuedAt }) =>
      covers.get({ tokenId, sessionId, userId, keyId, issuedAt }) !== undefined,
    prune: (now) => void prune.run(now),
  }
}
