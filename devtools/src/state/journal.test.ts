import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Journal, type JournalLine, readJournal } from './journal.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-journal-'))
  file = join(folder, 'stacks/trial/journal')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const begun = { begin: 'bartab up', by: 'ann@here', verb: 'up', services: ['chat'], actions: ['start chat'] }
const begin: JournalLine = { run: 'a', ts: 1, ...begun }
const step = (at: 'begin' | 'done'): JournalLine => ({ run: 'a', ts: 2, at, step: 0, action: 'start chat' })

function write(...lines: JournalLine[]) {
  using journal = new Journal(file)
  for (const line of lines) journal.write(line)
  return journal.unfinished()
}

describe('a journal', () => {
  test('keeps what was written, in order, for the owner alone', () => {
    write(begin, step('begin'))
    write(step('done'))
    expect(readJournal(file)).toEqual([begin, step('begin'), step('done')])
  })

  test('knows the run that never ended, and what it was at', () => {
    expect(write()).toBeUndefined()
    expect(write(begin, step('begin'))).toEqual({ run: 'a', ts: 1, ...begun, open: ['start chat'] })
    expect(write(step('done'))).toMatchObject({ open: [] })
    expect(write({ run: 'a', ts: 3, end: 'done' })).toBeUndefined()
  })

  test('leaves out a line that a crash cut short, and goes on after it on a line of its own', () => {
    write(begin)
    appendFileSync(file, '{"run":"a","ts":2,"at":"beg')
    expect(readJournal(file)).toEqual([begin])
    write(step('begin'))
    expect(readJournal(file)).toEqual([begin, step('begin')])
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
  })

  test('begins a new file once it has grown, and keeps the one before', () => {
    write({ ...begin, actions: ['x'.repeat(1024 * 1024)] }, { run: 'a', ts: 3, end: 'done' })
    write({ ...begin, run: 'b' })
    expect(readJournal(file)).toHaveLength(1)
    expect(readJournal(`${file}.1`)).toHaveLength(2)
  })
})
