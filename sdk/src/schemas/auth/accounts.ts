import { type Static, Type } from '../../type.ts'
import { Timestamp, Ulid } from '../common.ts'

/**
 * A name to log in with. Normalised by the server (NFKC, lower case) to 2 to 32 of `a-z 0-9 . _ -`; what does not fit
 * is answered with `USERNAME_INVALID`.
 */
export const UsernameInput = Type.String({ minLength: 1, maxLength: 64 })

/** 8 to 1024 characters, checked by the server (`PASSWORD_REFUSED`); the bound here only keeps the body small. */
export const PasswordInput = Type.String({ maxLength: 4096 })

/** 1 to 64 visible characters after trimming; `DISPLAY_NAME_INVALID` otherwise. */
export const DisplayNameInput = Type.String({ maxLength: 256 })

/** The built-in roles. Others may be made of scopes; their names have the same form. */
export const builtInRoles = ['owner', 'admin', 'member', 'bot'] as const

/** The name of a role. */
export const RoleName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' })
export type RoleName = Static<typeof RoleName>

/** What every member may see of an account. */
export const UserProfile = Type.Object({
  user_id: Ulid,
  username: Type.String(),
  display_name: Type.String(),
  /** A path under `/media/v1/`. */
  avatar_url: Type.Optional(Type.String()),
  role: RoleName,
  /** There, and true, when the account may not log in at present. */
  disabled: Type.Optional(Type.Boolean()),
  /** There, and true, when the account was deleted: what it wrote stays readable, its name and picture are gone. */
  deleted: Type.Optional(Type.Boolean()),
})
export type UserProfile = Static<typeof UserProfile>

/** One's own account. */
export const OwnAccount = Type.Object({
  ...UserProfile.properties,
  created_ts: Timestamp,
  /** What the access token of this request allows. */
  scopes: Type.Array(Type.String()),
  session_id: Type.String(),
})
export type OwnAccount = Static<typeof OwnAccount>

/** `POST /auth/v1/bootstrap`: makes the owner, once, on an empty database. */
export const BootstrapBody = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 256 }),
    username: UsernameInput,
    password: PasswordInput,
    display_name: Type.Optional(DisplayNameInput),
  },
  { additionalProperties: false },
)
export type BootstrapBody = Static<typeof BootstrapBody>

/** `POST /auth/v1/register`: makes an account by an invite. */
export const RegisterBody = Type.Object(
  {
    /** The `code` of an invite. */
    invite: Type.String({ minLength: 1, maxLength: 256 }),
    username: UsernameInput,
    password: PasswordInput,
    display_name: Type.Optional(DisplayNameInput),
  },
  { additionalProperties: false },
)
export type RegisterBody = Static<typeof RegisterBody>

/** `PATCH /auth/v1/me`. */
export const PatchMeBody = Type.Object(
  {
    display_name: Type.Optional(DisplayNameInput),
    /** A media `url` of this server; `null` removes the avatar. */
    avatar_url: Type.Optional(Type.Union([Type.String({ maxLength: 512 }), Type.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type PatchMeBody = Static<typeof PatchMeBody>

/** `POST /auth/v1/me/password`: sets a new password and ends every other session. */
export const ChangePasswordBody = Type.Object(
  { current_password: PasswordInput, new_password: PasswordInput },
  { additionalProperties: false },
)
export type ChangePasswordBody = Static<typeof ChangePasswordBody>

/** `PATCH /auth/v1/users/{id}`, for administrators. */
export const PatchUserBody = Type.Object(
  { role: Type.Optional(RoleName), disabled: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, minProperties: 1 },
)
export type PatchUserBody = Static<typeof PatchUserBody>

/** `GET /auth/v1/users`, ordered by id; `next` is the `from` of the following page. */
export const UserList = Type.Object({ users: Type.Array(UserProfile), next: Type.Optional(Ulid) })
export type UserList = Static<typeof UserList>
