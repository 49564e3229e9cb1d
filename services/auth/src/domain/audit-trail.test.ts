import { describe, expect, it } from 'vitest'
import { type AuditLine, lineHash, record } from './audit-trail.ts'

function trail() {
  const lines: (AuditLine & { prevHash: Buffer })[] = []
  const audit = {
    last: () => lines.at(-1),
    append: (line: AuditLine, prevHash: Buffer) => void lines.push({ ...line, prevHash }),
    page: () => [],
  }
  return { lines, deps: { clock: () => 1_000, store: { audit } } }
}

describe('the audit trail', () => {
  it('chains each line to the one before', () => {
    const { lines, deps } = trail()
    const actor = { userId: 'anna', address: '203.0.113.9' }
    record(deps, actor, { action: 'invite.create', target: 'i1', detail: { role: 'member' } })
    record(deps, actor, { action: 'invite.revoke', target: 'i1' })
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2])
    expect(lines[0]?.prevHash).toEqual(Buffer.alloc(32))
    expect(lines[1]?.prevHash).toEqual(lines[0]?.hash)
  })

  it('has a hash that any change would break', () => {
    const { lines, deps } = trail()
    record(deps, { userId: 'anna', address: '' }, { action: 'key.create', target: 'k1', detail: { n: 1 } })
    const [line] = lines as [AuditLine & { prevHash: Buffer }]
    expect(lineHash(line.prevHash, line)).toEqual(line.hash)
    for (const change of [{ seq: 2 }, { ts: 1 }, { actor: 'eve' }, { action: 'x' }, { target: null }, { detail: {} }]) {
      expect(lineHash(line.prevHash, { ...line, ...change })).not.toEqual(line.hash)
    }
  })
})
