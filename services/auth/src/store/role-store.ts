import type { Database } from '@bartab/kit/sqlite'
import type { Role, Roles } from '../domain/role.ts'

interface RoleRow {
  name: string
  scopes: string
}

export function roleStore(db: Database): Roles {
  const get = db.prepare<[string], RoleRow>('SELECT name, scopes FROM role WHERE name = ?')
  const all = db.prepare<[], RoleRow>('SELECT name, scopes FROM role ORDER BY name')
  return {
    get: (name) => toRole(get.get(name)),
    all: () => all.all().map((row) => toRole(row)),
  }
}

function toRole(row: RoleRow): Role
function toRole(row: RoleRow | undefined): Role | undefined
function toRole(row: RoleRow | undefined): Role | undefined {
  return row && { name: row.name, scopes: JSON.parse(row.scopes) as string[] }
}
