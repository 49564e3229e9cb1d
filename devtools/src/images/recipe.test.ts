import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRecipe } from './recipe.ts'
import { buildFiles } from './source-files.ts'

const repository = resolve(import.meta.dirname, '../../..')
let root: string

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recipe-'))
  for (const file of buildFiles) await cp(join(repository, file), join(root, file))
  await write('sdk/src/index.ts', 'export {}')
  await write('kit/src/index.ts', 'export {}')
  await write('services/chat/src/main.ts', 'export {}')
})
afterEach(() => rm(root, { recursive: true }))

const chatHash = async () => (await readRecipe(root, 'chat')).hash

test('nothing changed, so the hash is the same', async () => {
  expect(await chatHash()).toBe(await chatHash())
})

test.each(['services/chat/src/main.ts', 'kit/src/index.ts', 'sdk/src/new.ts', 'package.json'])(
  'a change of %s changes the hash',
  async (path) => {
    const before = await chatHash()
    await write(path, '{ "changed": true }')
    expect(await chatHash()).not.toBe(before)
  },
)

test.each([
  'services/chat/src/main.test.ts',
  'services/chat/node_modules/x/index.js',
  'services/chat/dist/main.js',
  'services/chat/dist.new-4711/main.js',
  'services/auth/src/main.ts',
  'services/chat/README.md',
])('%s is no part of the image', async (path) => {
  const before = await chatHash()
  await write(path, 'export const changed = true')
  expect(await chatHash()).toBe(before)
  expect((await readRecipe(root, 'chat')).files.map((file) => file.path)).toContain('services/chat/src/main.ts')
})
