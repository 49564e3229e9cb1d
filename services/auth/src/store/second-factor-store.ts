import type { Database } from '@bartab/kit/sqlite'
import type { BackupCodes, Challenge, Challenges, Totp, Totps } from '../domain/second-factor.ts'

export function totpStore(db: Database): Totps {
  const get = db.prepare<[string], Totp>(
    `SELECT user_id AS userId, sealed_secret AS sealedSecret, created_ts AS createdTs, confirmed_ts AS confirmedTs,
       last_step AS lastStep FROM totp WHERE user_id = ?`,
  )
  const put = db.prepare<[string, Buffer, number]>(
    `INSERT INTO totp (user_id, sealed_secret, created_ts) VALUES (?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_ts = excluded.created_ts,
       last_step = 0 WHERE confirmed_ts IS NULL`,
  )
  const confirm = db.prepare<[number, string]>('UPDATE totp SET confirmed_ts = ? WHERE user_id = ?')
  const spend = db.prepare<[number, string, number]>(
    'UPDATE totp SET last_step = ? WHERE user_id = ? AND last_step = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM totp WHERE user_id = ?')
  return {
    get: (userId) => get.get(userId),
    put: (userId, sealed, now) => void put.run(userId, sealed, now),
    confirm: (userId, now) => void confirm.run(now, userId),
    spend: (userId, before, step) => spend.run(step, userId, before).changes === 1,
    remove: (userId) => void remove.run(userId),
  }
}

export function backupCodeStore(db: Database): BackupCodes {
  const left = db
    .prepare<[string], number>('SELECT count(*) FROM backup_code WHERE user_id = ? AND used_ts IS NULL')
    .pluck()
  const clear = db.prepare<[string]>('DELETE FROM backup_code WHERE user_id = ?')
  const add = db.prepare<[string, Buffer]>('INSERT INTO backup_code (user_id, code_hash) VALUES (?, ?)')
  const spend = db.prepare<[number, string, Buffer]>(
    'UPDATE backup_code SET used_ts = ? WHERE user_id = ? AND code_hash = ? AND used_ts IS NULL',
  )
  return {
    left: (userId) => left.get(userId) ?? 0,
    replace: (userId, hashes) => {
      clear.run(userId)
      for (const hash of hashes) add.run(userId, hash)
    },
    spend: (userId, hash, now) => spend.run(now, userId, hash).changes === 1,
  }
}

export function challengeStore(db: Database): Challenges {
  const get = db.prepare<[Buffer], Challenge>(
    `SELECT token_hash AS tokenHash, user_id AS userId, device_name AS deviceName, attempts, expires_ts AS expiresTs
     FROM challenge WHERE token_hash = ?`,
  )
  const add = db.prepare<[Challenge]>(
    `INSERT INTO challenge (token_hash, user_id, device_name, expires_ts)
     VALUES (@tokenHash, @userId, @deviceName, @expiresTs)`,
  )
  const count = db.prepare<[Buffer]>('UPDATE challenge SET attempts = attempts + 1 WHERE token_hash = ?')
  const finish = db.prepare<[Buffer]>('DELETE FROM challenge WHERE token_hash = ?')
  const removeOf = db.prepare<[string]>('DELETE FROM challenge WHERE user_id = ?')
  const prune = db.prepare<[number]>('DELETE FROM challenge WHERE expires_ts <= ?')
  return {
    get: (tokenHash) => get.get(tokenHash),
    add: (challenge) => void add.run(challenge),
    countAttempt: (tokenHash) => void count.run(tokenHash),
    finish: (tokenHash) => finish.run(tokenHash).changes === 1,
    removeOf: (userId) => void removeOf.run(userId),
    prune: (now) => void prune.run(now),
  }
}
