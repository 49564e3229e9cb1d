import type { Database } from '@bartab/kit/sqlite'
import type { Role, Roles } from '../domain/role.ts'

interface RoleRow {
  name: string
  scopes: string
  built_in: number
}

export function roleStore(db: Database): Roles {
  const get = db.prepare<[string], RoleRow>(
    'SELECT name, scopes, built_in FROM role WHERE name = ? AND removed_ts IS NULL',
  )
  const all = db.prepare<[], RoleRow>('SELECT name, scopes, built_in FROM role WHERE removed_ts IS NULL ORDER BY name')
  const put = db.prepare<[string, string]>(
    `INSERT INTO role (name, scopes, built_in) VALUES (?, ?, 0)
     ON CONFLICT (name) DO UPDATE SET scopes = excluded.scopes, removed_ts = NULL WHERE built_in = 0`,
  )
  const remove = db.prepare<[number, string]>('UPDATE role SET removed_ts = ? WHERE name = ? AND built_in = 0')
  return {
    get: (name) => toRole(get.get(name)),
    all: () => all.all().map((row) => toRole(row)),
    put: (name, scopes) => void put.run(name, JSON.stringify(scopes)),
    remove: (name, now) => void remove.run(now, name),
  }
}

function toRole(row: RoleRow): Role
function toRole(row: RoleRow | undefined): Role | undefined
function toRole(row: RoleRow | undefined): Role | undefined {
  return row && { name: row.name, scopes: JSON.parse(row.scopes) as string[], builtIn: row.built_in === 1 }
}
