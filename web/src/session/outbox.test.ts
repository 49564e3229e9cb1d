import { Problem } from '@bartab/sdk/problems'
import { expect, test } from 'vitest'
import { type Draft, Outbox } from './outbox.ts'

function draft(txnId: string, roomId = 'R'): Draft {
  return { txnId, roomId, content: { msgtype: 'm.text', body: txnId }, ts: 1 }
}

function outboxWith(...txnIds: string[]): Outbox {
  const outbox = new Outbox()
  for (const txnId of txnIds) outbox.add(draft(txnId))
  return outbox
}

const idsIn = (drafts: readonly Draft[]) => drafts.map(({ txnId }) => txnId)

test('what sync has brought is dropped', () => {
  const outbox = outboxWith('a', 'b')
  outbox.drop(['a', 'unknown'])
  expect(idsIn(outbox.drafts.value)).toEqual(['b'])
})

test('what failed for want of a connection is stranded, in the order of writing; a refusal is not', () => {
  const outbox = outboxWith('a', 'b', 'c')
  outbox.fail('c', new Problem('UNREACHABLE'))
  outbox.fail('b', new Problem('MESSAGE_TOO_LONG'))
  outbox.fail('a', new Problem('DRAINING'))
  expect(idsIn(outbox.stranded())).toEqual(['a', 'c'])
})

test('a draft that is sent again has lost its problem', () => {
  const outbox = outboxWith('a')
  outbox.fail('a', new Problem('UNREACHABLE'))
  outbox.add(draft('a'))
  expect(outbox.drafts.value).toEqual([draft('a')])
})

test('what the server has is dropped where the timeline began anew, and nowhere else', () => {
  const outbox = outboxWith('a', 'b')
  outbox.add(draft('c', 'S'))
  outbox.arrived('a')
  outbox.arrived('c')
  outbox.dropSent(['R'])
  expect(idsIn(outbox.drafts.value)).toEqual(['b', 'c'])
})
