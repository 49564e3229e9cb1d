import type { Database } from '@bartab/kit/sqlite'
import type { AuditLine, AuditTrail } from '../domain/audit-trail.ts'

type AuditRow = Omit<AuditLine, 'detail'> & { detail: string }

const columns = 'seq, ts, actor, action, target, address, detail, hash'

export function auditStore(db: Database): AuditTrail {
  const last = db.prepare<[], AuditRow>(`SELECT ${columns} FROM audit ORDER BY seq DESC LIMIT 1`)
  const append = db.prepare<[AuditRow & { prevHash: Buffer }]>(
    `INSERT INTO audit (seq, ts, actor, action, target, address, detail, prev_hash, hash)
     VALUES (@seq, @ts, @actor, @action, @target, @address, @detail, @prevHash, @hash)`,
  )
  const page = db.prepare<[number, number], AuditRow>(
    `SELECT ${columns} FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const each = db.prepare<[], AuditRow & { prevHash: Buffer }>(
    `SELECT ${columns}, prev_hash AS prevHash FROM audit ORDER BY seq`,
  )
  return {
    each: function* () {
      for (const { prevHash, ...row } of each.iterate()) yield { ...toLine(row), prevHash }
    },
    last: () => {
      const row = last.get()
      return row && toLine(row)
    },
    append: (line, prevHash) => void append.run({ ...line, prevHash, detail: JSON.stringify(line.detail) }),
    page: (from, limit) => page.all(from ?? Number.MAX_SAFE_INTEGER, limit).map(toLine),
  }
}

function toLine(row: AuditRow): AuditLine {
  return { ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }
}
