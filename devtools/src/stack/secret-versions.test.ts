import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { secretsOf } from './secret-versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'bartab-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = { source: join(folder, 'key'), target: '/run/secrets/key' }
const own = { source: join(folder, 'replica'), target: '/replica', writable: true } as const

it('a new secret is a change, and what the service writes itself is none', () => {
  writeFileSync(secret.source, 'one')
  const before = secretsOf({ files: [secret, own] })
  writeFileSync(own.source, 'written by the service')
  expect(secretsOf({ files: [secret, own] })).toEqual(before)
  expect(secretsOf({ files: [own] })).toEqual({})
  utimesSync(secret.source, 1, 1)
  expect(secretsOf({ files: [secret, own] })).not.toEqual(before)
})
