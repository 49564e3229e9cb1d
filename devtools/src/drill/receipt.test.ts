import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { StackFolder } from '../state/stack-folder.ts'
import { isOurs, type Receipt, signReceipt } from './receipt.ts'

const home = mkdtempSync(join(tmpdir(), 'bartab-receipt-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const receipt: Receipt = {
  schema: 1,
  stack: 'small',
  backup: '20260131T180500Z',
  place: '/mnt/usb',
  created_ts: 1,
  drilled_ts: 2,
  duration_ms: 3,
  driver: 'process',
  isolation: 'network namespace',
  version: '0.1.0',
  log: { epoch: 'first', head: 2 },
  files: 5,
  bytes: 1000,
  proved: true,
  checks: [{ name: 'log', ok: true, detail: '2 events', duration_ms: 1 }],
}

it('a receipt is known by the key of its stack, and one that was changed or signed elsewhere is not', () => {
  const [mine, theirs] = [new StackFolder(home, 'mine'), new StackFolder(home, 'theirs')]
  const signed = signReceipt(mine, receipt)
  expect(isOurs(mine, JSON.parse(JSON.stringify(signed)))).toBe(true)
  expect(isOurs(mine, { ...signed, receipt: { ...receipt, proved: false } })).toBe(false)
  expect(isOurs(theirs, signed)).toBe(false)
})
