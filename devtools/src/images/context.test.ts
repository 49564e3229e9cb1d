import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requireInstalled } from './context.ts'
import type { Recipe } from './recipe.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'context-'))
  mkdirSync(join(root, 'node_modules/fastify'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const recipe = (...packages: string[]): Recipe => ({
  name: 'chat',
  dockerfile: '',
  files: [],
  layers: new Map([['chat', { packages, workspaces: [] }]]),
  hash: '',
})

test('an image whose packages are all installed can be built', () => {
  expect(() => requireInstalled(root, recipe('node_modules/fastify'))).not.toThrow()
})

test('a locked package that is not installed is named, with what installs it', () => {
  expect(() => requireInstalled(root, recipe('node_modules/fastify', 'node_modules/ulid'))).toThrow(
    expect.objectContaining({
      code: 'PACKAGE_NOT_INSTALLED',
      message: 'the image chat needs packages that are not installed',
      evidence: ['node_modules/ulid is in package-lock.json and not on the disk'],
      fix: expect.stringContaining('npm ci'),
    }),
  )
})
