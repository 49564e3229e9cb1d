import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFaults } from './lock-file.ts'

let root: string
const own = { workspaces: ['kit', 'services/*'], devDependencies: { vitest: '5.0.0' } }
const kit = { name: '@bartab/kit', version: '0.1.0', dependencies: { fastify: '5.0.0' } }
const chat = { name: '@bartab/chat', version: '0.1.0', dependencies: { '@bartab/kit': '0.1.0' } }
const locked = { '': own, kit, 'services/chat': chat, 'node_modules/fastify': { version: '5.0.0' } }

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lock-file-'))
  await write('package.json', own)
  await write('kit/package.json', kit)
  await write('services/chat/package.json', chat)
  await write('package-lock.json', { packages: locked })
})
afterEach(() => rm(root, { recursive: true }))

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), JSON.stringify(content))
}

const faults = async () => (await lockFaults(root)).faults

test('a lock file that says what every package.json says has no fault', async () => {
  expect(await lockFaults(root)).toEqual({ workspaces: 3, faults: [] })
})

test('a planted dependency that the lock file does not know is named, and one that only it knows', async () => {
  await write('services/chat/package.json', { ...chat, dependencies: { ...chat.dependencies, ulid: '3.0.0' } })
  await write('kit/package.json', { ...kit, dependencies: {} })
  expect(await faults()).toEqual([
    'kit: dependencies wants fastify nothing, package-lock.json has 5.0.0',
    'services/chat: dependencies wants ulid 3.0.0, package-lock.json has nothing',
  ])
})

test('another version is named, in tools of development and in the root as well', async () => {
  await write('package.json', { ...own, devDependencies: { vitest: '5.1.0' } })
  expect(await faults()).toEqual(['the root: devDependencies wants vitest 5.1.0, package-lock.json has 5.0.0'])
})

test('a workspace that the lock file lacks, and one that is gone, are named', async () => {
  await write('services/auth/package.json', { name: '@bartab/auth' })
  await write('package-lock.json', { packages: { ...locked, 'bots/old': {} } })
  expect(await faults()).toEqual([
    'services/auth: not in package-lock.json',
    'bots/old: in package-lock.json, and no workspace',
  ])
})
