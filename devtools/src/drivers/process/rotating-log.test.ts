import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lastLines, readLogFile } from './log-files.ts'
import { RotatingLog } from './rotating-log.ts'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'bartab-log-')), 'chat.log')

test('a log is put aside when it is full, and only so many are kept', () => {
  const file = fresh()
  const log = new RotatingLog(file, { maxBytes: 10, keep: 2 })
  for (const line of ['first first', 'second second', 'third third', 'last']) log.write(`${line}\n`)
  log.close()
  expect(readFileSync(file, 'utf8')).toBe('last\n')
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('third third\n')
  expect(readFileSync(`${file}.2`, 'utf8')).toBe('second second\n')
  expect(existsSync(`${file}.3`)).toBe(false)
})

test('the last lines reach into the file that was put aside', () => {
  const file = fresh()
  const log = new RotatingLog(file, { maxBytes: 10, keep: 2 })
  for (const line of ['first first', 'last']) log.write(`${line}\n`)
  expect(lastLines(file, 5)).toEqual(['first first', 'last'])
  expect(lastLines(file, 1)).toEqual(['last'])
  expect(lastLines(`${file}.none`, 5)).toEqual([])
})

test('following goes on after a rotation', async () => {
  const file = fresh()
  const log = new RotatingLog(file, { maxBytes: 20, keep: 2 })
  log.write('before\n')
  const interrupt = new AbortController()
  const lines = readLogFile(file, 10, true, interrupt.signal)
  expect((await lines.next()).value).toBe('before')
  const next = lines.next()
  log.write('long enough to be put aside\n')
  await new Promise((resolve) => setTimeout(resolve, 400))
  log.write('after\n')
  expect((await next).value).toBe('after')
  interrupt.abort()
  expect((await lines.next()).done).toBe(true)
})
