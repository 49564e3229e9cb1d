import { type Static, Type } from '../../type.ts'
import { Ulid } from '../common.ts'

/** The answer of bootstrap, register, login and of a refresh. */
export const TokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  /** Seconds. */
  expires_in: Type.Integer(),
  /** Opaque; good once, and for 20 s more with the same outcome. */
  refresh_token: Type.String(),
  /** Space separated. */
  scope: Type.String(),
  user_id: Ulid,
  session_id: Ulid,
  /** Who has logged in, for applications that asked for the scope `openid`. */
  id_token: Type.Optional(Type.String()),
})
export type TokenAnswer = Static<typeof TokenAnswer>

/** The answer to `grant_type=client_credentials`: there is no refresh token, ask again instead. */
export const ClientTokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
  scope: Type.String(),
  /** The bot's user id, or `operator`. */
  user_id: Type.String(),
})
export type ClientTokenAnswer = Static<typeof ClientTokenAnswer>

/**
 * `POST /auth/v1/oauth2/token`, form encoded or JSON. As RFC 6749 asks, unknown parameters are ignored here, and only
 * here and at its siblings.
 */
export const TokenRequest = Type.Object({
  grant_type: Type.String(),
  refresh_token: Type.Optional(Type.String()),
  /** With `authorization_code`. */
  code: Type.Optional(Type.String()),
  redirect_uri: Type.Optional(Type.String()),
  /** RFC 7636: what `code_challenge` was the SHA-256 of. */
  code_verifier: Type.Optional(Type.String()),
  client_id: Type.Optional(Type.String()),
  client_secret: Type.Optional(Type.String()),
  /** Space separated; fewer than the client may have. */
  scope: Type.Optional(Type.String()),
})
export type TokenRequest = Static<typeof TokenRequest>

/** `POST /auth/v1/oauth2/introspect` (RFC 7662) and `POST /auth/v1/oauth2/revoke` (RFC 7009). */
export const TokenParameter = Type.Object({
  token: Type.String(),
  token_type_hint: Type.Optional(Type.String()),
  client_id: Type.Optional(Type.String()),
  client_secret: Type.Optional(Type.String()),
})
export type TokenParameter = Static<typeof TokenParameter>

/** What introspection says of a token; a token that is not live has `active: false` and nothing else. */
export const Introspection = Type.Object({
  active: Type.Boolean(),
  token_type: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  client_id: Type.Optional(Type.String()),
  username: Type.Optional(Type.String()),
  sub: Type.Optional(Type.String()),
  sid: Type.Optional(Type.String()),
  jti: Type.Optional(Type.String()),
  iss: Type.Optional(Type.String()),
  aud: Type.Optional(Type.String()),
  exp: Type.Optional(Type.Integer()),
  iat: Type.Optional(Type.Integer()),
})
export type Introspection = Static<typeof Introspection>

/** `GET` and `POST /auth/v1/oauth2/userinfo`. */
export const UserInfo = Type.Object({
  sub: Type.String(),
  preferred_username: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  picture: Type.Optional(Type.String()),
})
export type UserInfo = Static<typeof UserInfo>

/** An error of the paths under `oauth2/` (RFC 6749, section 5.2). */
export const OAuthError = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) })
export type OAuthError = Static<typeof OAuthError>
