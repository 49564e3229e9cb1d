import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { secretsOf } from './secret-versions.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What is said of a service's files before and after one of them changed. */
function turned(role: 'server' | 'bot', writable = false): [unknown, unknown] {
  const source = join(folder, 'file')
  writeFileSync(source, 'first')
  const files = [{ source, target: '/run/secrets/secret', ...(writable && { writable }) }]
  const before = secretsOf({ role, files })
  writeFileSync(source, 'the second')
  return [before, secretsOf({ role, files })]
}

test('a new secret of a server is a change: it reads it when it starts', () => {
  const [before, after] = turned('server')
  expect(before).toEqual({ secrets: expect.any(String) })
  expect(after).not.toEqual(before)
})

test('a new secret of a bot is none: it has read it by then, and up would end what runs for nothing', () => {
  const [before, after] = turned('bot')
  expect(after).toEqual(before)
})

test('what a service writes itself is no secret', () => {
  expect(turned('server', true)).toEqual([{}, {}])
})
