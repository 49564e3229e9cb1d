import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const here = import.meta.dirname
let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'web-build-'))
  for (const name of ['build.ts', 'package.json', 'tsconfig.json', 'src']) {
    await cp(join(here, name), join(root, 'web', name), { recursive: true })
  }
  await symlink(join(here, '../node_modules'), join(root, 'node_modules'))
})
afterEach(() => rm(root, { recursive: true }))

const build = async (...args: string[]) =>
  await promisify(execFile)(process.execPath, ['web/build.ts', ...args], { cwd: root })
const slow = { timeout: 60_000 }

test('a build is whole, notes its sources, and leaves nothing else behind', slow, async () => {
  await Promise.all([build('one'), build('one')])
  await build('two')
  const dist = join(root, 'web/dist')
  const page = await readFile(join(dist, 'index.html'), 'utf8')
  const script = /src="\/?([^"]+\.js)"/.exec(page)?.[1] ?? 'no script'
  expect(await readdir(dist)).toEqual(expect.arrayContaining([script, `${script}.br`, `${script}.gz`, 'logo.svg']))
  expect(await readFile(join(dist, '.sources'), 'utf8')).toBe('two\n')
  expect((await readdir(join(root, 'web'))).toSorted()).toEqual([
    'build.ts',
    'dist',
    'package.json',
    'src',
    'tsconfig.json',
  ])
})

test('a build that fails leaves the one before in its place', slow, async () => {
  await build('sound')
  await writeFile(join(root, 'web/src/main.ts'), 'const broken = {')
  await expect(build('broken')).rejects.toMatchObject({ stderr: expect.stringContaining('main.ts') })
  expect(await readFile(join(root, 'web/dist/.sources'), 'utf8')).toBe('sound\n')
  expect(await readdir(join(root, 'web'))).not.toContainEqual(expect.stringMatching(/^dist\./))
})
