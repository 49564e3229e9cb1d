import { type Static, Type } from '../type.ts'

/** A ULID: 26 characters of Crockford base 32, upper case. */
export const Ulid = Type.String({ pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$' })
export type Ulid = Static<typeof Ulid>

/** Milliseconds since the epoch. */
export const Timestamp = Type.Integer({ minimum: 0 })
export type Timestamp = Static<typeof Timestamp>

/** A client's own id for one write; the same id from the same sender is answered with the same event. */
export const TransactionId = Type.String({ pattern: '^[A-Za-z0-9_.:~-]{1,128}$' })
export type TransactionId = Static<typeof TransactionId>

/** RFC 9457 problem+json, with our stable `code`, the `fix` and the request's id. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    fix: Type.String(),
    instance: Type.String(),
    request_id: Type.String(),
  },
  { additionalProperties: true },
)
export type ProblemDocument = Static<typeof ProblemDocument>

/** What a token may be allowed to do. Every route names one of these, or says that it is public. */
export const scopes = [
  'chat:read',
  'chat:write',
  'chat:admin',
  'media:read',
  'media:write',
  'media:admin',
  'auth:admin',
  'bot',
] as const
export type Scope = (typeof scopes)[number]
