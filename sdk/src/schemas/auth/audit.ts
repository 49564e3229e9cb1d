import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'

/** One line of the audit trail: who did what to whom, from where. */
export const AuditEntry = Type.Object({
  /** Position in the trail, without gaps. */
  seq: Type.Integer(),
  ts: Timestamp,
  /** A user id, `operator`, or `system`. */
  actor: Type.String(),
  /** A verb and its object, such as `invite.create`. */
  action: Type.String(),
  /** The id of what it was done to. */
  target: Type.Optional(Type.String()),
  /** The client's network address. */
  address: Type.Optional(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
  /** SHA-256 over the previous line's hash and this line, in hex. */
  hash: Type.String(),
})
export type AuditEntry = Static<typeof AuditEntry>

/** `GET /auth/v1/audit/verify`: whether every line still is what was written, in its place. */
export const AuditVerdict = Type.Object({
  /** How many lines were looked at. */
  lines: Type.Integer(),
  /** The hash of the last line, in hex; note it elsewhere, and a trail cut short can be told. */
  head: Type.String(),
  /** The first line that is not right. */
  broken: Type.Optional(Type.Object({ seq: Type.Integer(), reason: Type.Enum(['missing', 'changed', 'moved']) })),
})
export type AuditVerdict = Static<typeof AuditVerdict>

/** `GET /auth/v1/audit?from&limit`, newest first; `next` is the `from` of the following page. */
export const AuditPage = Type.Object({ entries: Type.Array(AuditEntry), next: Type.Optional(Type.Integer()) })
export type AuditPage = Static<typeof AuditPage>
