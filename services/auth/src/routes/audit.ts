import type { App } from '@bartab/kit'
import { type AuditEntry, AuditPage, AuditVerdict } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { type AuditLine, verifyTrail } from '../domain/audit-trail.ts'

const AuditQuery = Type.Object(
  {
    from: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  { additionalProperties: false },
)

export function auditRoutes(app: App, deps: AuthDeps): void {
  app.get(
    '/auth/v1/audit',
    { config: { scope: 'auth:admin' }, schema: { querystring: AuditQuery, response: { 200: AuditPage } } },
    async ({ query: { from, limit } }) => {
      const entries = deps.store.audit.page(from, limit).map(toEntry)
      const last = entries.at(-1)?.seq ?? 1
      return { entries, ...(last > 1 ? { next: last } : {}) }
    },
  )

  app.get(
    '/auth/v1/audit/verify',
    { config: { scope: 'auth:admin' }, schema: { response: { 200: AuditVerdict } } },
    async () => verifyTrail(deps),
  )
}

function toEntry({ target, address, hash, ...line }: AuditLine): AuditEntry {
  return {
    ...line,
    ...(target === null ? {} : { target }),
    ...(address === null ? {} : { address }),
    hash: hash.toString('hex'),
  }
}
