import type { Database } from '@bartab/kit/sqlite'
import type { User, UserChange, Users } from '../domain/user.ts'

const columns = `user_id AS userId, username, display_name AS displayName, avatar_url AS avatarUrl, role,
  password_hash AS passwordHash, created_ts AS createdTs, disabled_ts AS disabledTs, deleted_ts AS deletedTs`

export function userStore(db: Database): Users {
  const get = db.prepare<[string], User>(`SELECT ${columns} FROM user WHERE user_id = ? AND deleted_ts IS NULL`)
  const evenDeleted = db.prepare<[string], User>(`SELECT ${columns} FROM user WHERE user_id = ?`)
  const idsOfRole = db
    .prepare<[string], string>('SELECT user_id FROM user WHERE role = ? AND deleted_ts IS NULL')
    .pluck()
  const bury = db.prepare(
    `UPDATE user SET username = @username, display_name = 'Deleted account', avatar_url = NULL, role = 'member',
       password_hash = NULL, disabled_ts = @now, deleted_ts = @now WHERE user_id = @userId`,
  )
  const countPeppered = db
    .prepare<[string], number>("SELECT count(*) FROM user WHERE password_hash LIKE ? || '.%' AND deleted_ts IS NULL")
    .pluck()
  const byName = db.prepare<[string], User>(`SELECT ${columns} FROM user WHERE username = ?`)
  const page = db.prepare<[string, number], User>(
    `SELECT ${columns} FROM user WHERE user_id > ? AND deleted_ts IS NULL ORDER BY user_id LIMIT ?`,
  )
  const add = db.prepare<[User]>(
    `INSERT INTO user (user_id, username, display_name, avatar_url, role, password_hash, created_ts, disabled_ts)
     VALUES (@userId, @username, @displayName, @avatarUrl, @role, @passwordHash, @createdTs, @disabledTs)
     ON CONFLICT (username) DO NOTHING`,
  )
  const change = db.prepare<[User]>(
    `UPDATE user SET display_name = @displayName, avatar_url = @avatarUrl, role = @role,
       password_hash = @passwordHash, disabled_ts = @disabledTs WHERE user_id = @userId`,
  )
  return {
    get: (userId) => get.get(userId),
    evenDeleted: (userId) => evenDeleted.get(userId),
    idsOfRole: (role) => idsOfRole.all(role),
    bury: (userId, username, now) => void bury.run({ userId, username, now }),
    countPeppered: (pepperId) => countPeppered.get(pepperId) ?? 0,
    byName: (username) => byName.get(username),
    page: (from, limit) => page.all(from ?? '', limit),
    add: (user) => add.run(user).changes === 1,
    change: (userId, fields: UserChange) => {
      const user = get.get(userId)
      if (user) change.run({ ...user, ...fields })
    },
  }
}
