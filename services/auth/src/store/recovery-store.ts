import type { Database } from '@bartab/kit/sqlite'
import type { Recoveries, Recovery } from '../domain/recovery.ts'

type RecoveryRow = Omit<Recovery, 'resetSecondFactor'> & { resetSecondFactor: number }

export function recoveryStore(db: Database): Recoveries {
  const get = db.prepare<[Buffer], RecoveryRow>(
    `SELECT token_hash AS tokenHash, user_id AS userId, reset_second_factor AS resetSecondFactor,
       created_by AS createdBy, created_ts AS createdTs, expires_ts AS expiresTs FROM recovery WHERE token_hash = ?`,
  )
  const put = db.prepare<[RecoveryRow]>(
    `INSERT OR REPLACE INTO recovery (token_hash, user_id, reset_second_factor, created_by, created_ts, expires_ts)
     VALUES (@tokenHash, @userId, @resetSecondFactor, @createdBy, @createdTs, @expiresTs)`,
  )
  const removeOf = db.prepare<[string]>('DELETE FROM recovery WHERE user_id = ?')
  const prune = db.prepare<[number]>('DELETE FROM recovery WHERE expires_ts <= ?')
  return {
    get: (tokenHash) => {
      const row = get.get(tokenHash)
      return row && { ...row, resetSecondFactor: row.resetSecondFactor === 1 }
    },
    put: (recovery) => void put.run({ ...recovery, resetSecondFactor: recovery.resetSecondFactor ? 1 : 0 }),
    removeOf: (userId) => void removeOf.run(userId),
    prune: (now) => void prune.run(now),
  }
}
