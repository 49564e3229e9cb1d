import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Service } from '../stack/stack.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { BotBook } from './bot-book.ts'

let home: string
let book: BotBook
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bartab-bots-'))
  book = new BotBook(new StackFolder(home, 'trial'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('an add has begun until the bot was seen to connect, and not for one that is there', () => {
  expect(book.begun('echo')).toBe(false)
  book.begin('echo')
  expect([book.begun('echo'), book.has('echo')]).toEqual([true, false])
  book.write('echo', { name: 'bot-echo' } as Service, { kind: 'path', path: '/bots/echo' })
  expect([book.begun('echo'), book.has('echo')]).toEqual([true, true])
  book.end('echo')
  expect([book.begun('echo'), book.has('echo')]).toEqual([false, true])
})
