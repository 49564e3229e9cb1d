import type { AuditEntry } from '@bartab/sdk/schemas'
import { describe, expect, test } from 'vitest'
import { checkChain } from './audit-chain.ts'

// as auth wrote them
const written: AuditEntry[] = [
  {
    seq: 1,
    ts: 1767225600000,
    actor: 'system',
    action: 'key.create',
    detail: {},
    hash: '7ef0238e766ec2af352d5666a6d3014a4512a4371d57b8cade8bd3c6e9eb664a',
    target: 'HziCcjGfK-cEWWvDu3P4rUCpiYzFfdqRbqoRfBd069g',
    address: '',
  },
  {
    seq: 2,
    ts: 1767225600000,
    actor: 'system',
    action: 'key.activate',
    detail: {},
    hash: '98e3fc3e18d210469c7eed3e36f5b3c9d2699d0ca57abae47f9251a771c5cb5c',
    target: 'HziCcjGfK-cEWWvDu3P4rUCpiYzFfdqRbqoRfBd069g',
    address: '',
  },
  {
    seq: 3,
    ts: 1767225600000,
    actor: '01KDVDNA0045J49GBHC8PSATG2',
    action: 'server.bootstrap',
    detail: {},
    hash: 'b57135c5eaa560423ebd30c5865ce566daad1657e3b526e2cafac5d476ccc646',
    target: '01KDVDNA0045J49GBHC8PSATG2',
    address: '127.0.0.1',
  },
  {
    seq: 4,
    ts: 1767225600000,
    actor: '01KDVDNA0045J49GBHC8PSATG2',
    action: 'invite.create',
    detail: { role: 'member', max_uses: 1, room_ids: [] },
    hash: '4266569bcf36ebdd3c03170394112408a27c02b1a17c67684258189272f9d984',
    target: '01KDVDNA0045J49GBHC8PSATG5',
    address: '127.0.0.1',
  },
]

async function* newestFirst(entries: readonly AuditEntry[]): AsyncGenerator<AuditEntry> {
  yield* [...entries].reverse()
}

const trail = () => structuredClone(written)

describe('the check of the audit trail', () => {
  test('finds what auth wrote to be whole', async () => {
    expect(await checkChain(newestFirst(written))).toEqual({ lines: 4, head: `4:${written[3]?.hash}` })
  })

  test('finds nothing wrong with a trail that has not begun', async () => {
    expect(await checkChain(newestFirst([]))).toEqual({ lines: 0, head: '' })
  })

  test.each<[number, string, (lines: AuditEntry[]) => unknown]>([
    [1, 'changed', (lines) => Object.assign(lines[0] as AuditEntry, { actor: 'eve' })],
    [3, 'changed', (lines) => Object.assign(lines[2] as AuditEntry, { detail: { role: 'owner' } })],
    [4, 'changed', (lines) => Object.assign(lines[3] as AuditEntry, { hash: '11'.repeat(32) })],
    [2, 'missing', (lines) => lines.splice(1, 1)],
    [1, 'missing', (lines) => lines.shift()],
  ])('names line %i, which is %s', async (seq, reason, tamper) => {
    const lines = trail()
    tamper(lines)
    expect((await checkChain(newestFirst(lines))).broken).toEqual({ seq, reason })
  })

  test('names the first of several', async () => {
    const lines = trail()
    for (const line of lines.slice(1)) line.actor = 'eve'
    expect((await checkChain(newestFirst(lines))).broken).toEqual({ seq: 2, reason: 'changed' })
  })

  test('tells a trail that was cut short, or written anew, by a head that was noted before', async () => {
    const noted = `4:${written[3]?.hash}`
    expect((await checkChain(newestFirst(written), noted)).broken).toBeUndefined()
    expect((await checkChain(newestFirst(written.slice(0, 3)), noted)).broken).toEqual({ seq: 4, reason: 'missing' })
    const anew = `2:${'22'.repeat(32)}`
    expect((await checkChain(newestFirst(written), anew)).broken).toEqual({ seq: 2, reason: 'changed' })
  })
})
