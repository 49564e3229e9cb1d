import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage } from '../build.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const entries = ['.', './type', './schemas', './problems', './client', './client/node', './bot']

let home: string
let built: string

/** A project of somebody else's: the package, its two dependencies, and nothing of this repository. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'bartab-package-'))
  built = join(home, 'node_modules/@bartab/sdk')
  await buildPackage(built)
  for (const name of ['croner', 'typebox', '@types'])
    await symlink(join(root, 'node_modules', name), join(home, 'node_modules', name))
}, 60_000)
afterAll(() => rm(home, { recursive: true, force: true }))

async function tarball(): Promise<Uint8Array> {
  const to = join(home, 'packed')
  await mkdir(to, { recursive: true })
  await run('npm', ['pack', built, '--pack-destination', to, '--ignore-scripts', '--silent'])
  const [file = ''] = await readdir(to)
  return readFile(join(to, file))
}

test('publint finds nothing to say of the package', async () => {
  const { messages } = await publint({ pkgDir: built, level: 'suggestion', strict: true, pack: false })
  const pkg = JSON.parse(await readFile(join(built, 'package.json'), 'utf8'))
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test('attw finds the right types behind every entry, for everybody who can load modules', async () => {
  const result = await checkPackage(createPackageFromTarballData(await tarball()))
  if (!result.types) throw new Error('the package has no types')
  expect(Object.keys(result.entrypoints).toSorted()).toEqual([...entries].toSorted())
  // as with its profile `esm-only`: programs that cannot load modules cannot load this
  const meant = result.problems.filter(
    (problem) => !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
  )
  expect(meant).toEqual([])
}, 60_000)

test('it holds neither sources nor tests, and no path leads out of it', async () => {
  const files = await readdir(built, { recursive: true })
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|testing/.test(file))).toEqual([])
  expect(files).toContain('README.md')
  expect(files).toContain('LICENSE')
})

test('a page that uses the client loads no other package, nothing of Node, and little in all', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export { Client } from '@bartab/sdk/client'", resolveDir: home },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
  })
  expect(
    Object.keys(metafile.inputs).filter((file) => file.includes('node_modules/') && !file.includes('@bartab')),
  ).toEqual([])
  expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).toBeLessThan(16_384)
})

const program = `
import { Client, IndexedDbStore, StoredTokens } from '@bartab/sdk/client'
import { FileStore } from '@bartab/sdk/client/node'
import { Bot, int } from '@bartab/sdk/bot'
import { Problem, problems } from '@bartab/sdk/problems'
import { PostMessageBody } from '@bartab/sdk/schemas'
import * as everything from '@bartab/sdk'
const client = new Client({ url: 'http://127.0.0.1:9', tokens: new StoredTokens(new FileStore('.')) })
const bot = new Bot({ url: 'http://127.0.0.1:9', credentials: { client_id: 'c', client_secret: 's' } })
bot.command('roll', { description: 'Rolls', args: { sides: int() } }, (ctx) => ctx.reply(ctx.args.sides.toFixed()))
bot.on('message:text:mention', (ctx) => ctx.reply(ctx.text + ctx.mentions.length))
void [client, IndexedDbStore, Problem, problems, PostMessageBody, everything]
console.log('loaded')
`

test('a program that was written against the published package compiles, strictly, and runs', async () => {
  await writeFile(join(home, 'package.json'), '{ "type": "module" }')
  await writeFile(join(home, 'program.mts'), program)
  const strict = [
    '--strict',
    '--ignoreConfig',
    '--noEmit',
    '--skipLibCheck',
    'false',
    '--target',
    'es2024',
    '--types',
    'node',
  ]
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    const options = [...strict, '--lib', 'es2024,dom,esnext', '--module', module, '--moduleResolution', resolution]
    const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), [...options, join(home, 'program.mts')])
    expect(stdout).toBe('')
  }
  expect((await run(process.execPath, [join(home, 'program.mts')])).stdout).toBe('loaded\n')
}, 60_000)

test('a filter that was misspelt does not compile', async () => {
  const wrong = join(home, 'wrong.mts')
  await writeFile(wrong, program.replace('message:text:mention', 'message:text:mentioned'))
  const options = [
    '--strict',
    '--ignoreConfig',
    '--noEmit',
    '--skipLibCheck',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--types',
    'node',
  ]
  await expect(run(join(root, 'node_modules/.bin/tsc'), [...options, wrong])).rejects.toMatchObject({
    stdout: expect.stringContaining('message:text:mentioned'),
  })
}, 60_000)
