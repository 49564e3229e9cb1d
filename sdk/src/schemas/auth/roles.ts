import { type Static, Type } from '../../type.ts'
import { scopes } from '../common.ts'
import { RoleName } from './accounts.ts'

/** `PUT /auth/v1/roles/{name}`: makes a role, or gives it other scopes. `bot` is for bots. */
export const RoleBody = Type.Object(
  {
    scopes: Type.Array(Type.Enum(scopes.filter((scope) => scope !== 'bot')), { maxItems: 16, uniqueItems: true }),
  },
  { additionalProperties: false },
)
export type RoleBody = Static<typeof RoleBody>

export const RoleSummary = Type.Object({
  name: RoleName,
  scopes: Type.Array(Type.String()),
  /** Built-in roles can be neither changed nor removed. */
  built_in: Type.Boolean(),
})
export type RoleSummary = Static<typeof RoleSummary>

/** `GET /auth/v1/roles`, by name. */
export const RoleList = Type.Object({ roles: Type.Array(RoleSummary) })
export type RoleList = Static<typeof RoleList>
