import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { StackFolder } from '../state/stack-folder.ts'
import { type Receipt, signerOf, signReceipt } from './receipt.ts'

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

it('a receipt is known by the key of its stack, one that was signed elsewhere by its own, and one that was changed by none', () => {
  const [mine, theirs, fresh] = [
    new StackFolder(home, 'mine'),
    new StackFolder(home, 'theirs'),
    new StackFolder(home, 'new'),
  ]
  const signed = signReceipt(mine, receipt)
  const read = JSON.parse(JSON.stringify(signed)) as typeof signed
  signReceipt(theirs, receipt)
  expect([mine, theirs, fresh].map((folder) => signerOf(folder, read))).toEqual([
    'this stack',
    'another key',
    'another key',
  ])
  expect(existsSync(fresh.path)).toBe(false)
  const changed = { ...signed, receipt: { ...receipt, proved: false } }
  expect(signerOf(mine, changed)).toBe('nobody')
  expect(signerOf(mine, { ...changed, public_key: signReceipt(theirs, receipt).public_key })).toBe('nobody')
})
