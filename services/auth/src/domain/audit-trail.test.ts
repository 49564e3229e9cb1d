import { describe, expect, it } from 'vitest'
import { type AuditLine, lineHash, record, verifyTrail } from './audit-trail.ts'

function trail() {
  const lines: (AuditLine & { prevHash: Buffer })[] = []
  const audit = {
    last: () => lines.at(-1),
    append: (line: AuditLine, prevHash: Buffer) => void lines.push({ ...line, prevHash }),
    page: () => [],
    each: () => lines,
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

  it.each([
    ['changed', 3, (lines: AuditLine[]) => Object.assign(lines[2] as AuditLine, { actor: 'eve' })],
    ['changed', 1, (lines: AuditLine[]) => Object.assign(lines[0] as AuditLine, { detail: { role: 'owner' } })],
    ['missing', 2, (lines: AuditLine[]) => lines.splice(1, 1)],
    ['missing', 1, (lines: AuditLine[]) => lines.shift()],
    ['moved', 2, (lines: AuditLine[]) => Object.assign(lines[1] as AuditLine, { prevHash: Buffer.alloc(32) })],
  ])('says that a line is %s, and that it is number %i', (reason, seq, tamper) => {
    const { lines, deps } = trail()
    for (const target of ['a', 'b', 'c', 'd']) {
      record(deps, { userId: 'anna', address: '' }, { action: 'invite.create', target })
    }
    expect(verifyTrail(deps)).toEqual({ lines: 4, head: lines[3]?.hash.toString('hex') })
    tamper(lines)
    expect(verifyTrail(deps).broken).toEqual({ seq, reason })
  })
})
