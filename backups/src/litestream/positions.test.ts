import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { databasePosition, milliseconds, replicaPosition } from './positions.ts'

const line =
  'time=2026-11-23T00:44:43.093Z level=INFO msg="wal segment written" db=/data/chat.sqlite replica=file position=40315d3f856941c2/0000001f:988832 elapsed=1ms sz=37112'

it('tells up to where the replica holds the log, and nothing by other lines', () => {
  expect(replicaPosition(line)).toEqual({ index: 31, offset: 1_025_944 })
  expect(replicaPosition(line.replace('segment written', 'segment begun'))).toBeUndefined()
})

it('tells where the log of the database stands, by the newest of its generation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-positions-'))
  const logs = join(folder, '.chat.sqlite-litestream', 'generations', 'abc', 'wal')
  expect(databasePosition(join(folder, 'chat.sqlite'))).toBeUndefined()
  mkdirSync(logs, { recursive: true })
  writeFileSync(join(folder, '.chat.sqlite-litestream', 'generation'), 'abc\n')
  writeFileSync(join(logs, '00000009.wal'), 'older and longer')
  writeFileSync(join(logs, '0000001f.wal'), 'newest')
  expect(databasePosition(join(folder, 'chat.sqlite'))).toEqual({ index: 31, offset: 6 })
  rmSync(folder, { recursive: true })
})

it.each([
  ['1.5s', 1500],
  ['-387.2ms', -387],
  ['1m2s', 62_000],
  ['0s', 0],
])('reads the duration %s', (text, ms) => {
  expect(milliseconds(text)).toBe(ms)
})
