import { expect, test } from 'vitest'
import { closureOf, isNeededAtRunTime, layerClosure, type PackageLock } from './closure.ts'

const platform = { os: 'linux', cpu: 'x64', libc: 'glibc' } as const

const lock: PackageLock = {
  packages: {
    sdk: { dependencies: { typebox: '1' } },
    kit: { dependencies: { '@bartab/sdk': '0.1.0', fastify: '5' } },
    'services/media': { dependencies: { '@bartab/kit': '0.1.0', sharp: '0.35', fastify: '4' } },
    'services/media/node_modules/fastify': { version: '4.0.0' },
    'node_modules/@bartab/sdk': { link: true, resolved: 'sdk' },
    'node_modules/@bartab/kit': { link: true, resolved: 'kit' },
    'node_modules/fastify': { version: '5.0.0', dependencies: { ajv: '8' }, peerDependencies: { pino: '9' } },
    'node_modules/ajv': { version: '8.0.0' },
    'node_modules/pino': { version: '9.0.0' },
    'node_modules/typebox': { version: '1.0.0' },
    'node_modules/vitest': { version: '5.0.0' },
    'node_modules/sharp': {
      version: '0.35.0',
      optionalDependencies: { '@img/arm': '1', '@img/x64': '1', '@img/musl': '1' },
    },
    'node_modules/@img/arm': { version: '1.0.0', os: ['linux'], cpu: ['arm64'] },
    'node_modules/@img/x64': { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/@img/musl': { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  },
}

test('a closure follows dependencies, peers and our own workspaces, and nothing else', () => {
  expect(closureOf(lock, 'kit', platform)).toEqual({
    packages: ['node_modules/ajv', 'node_modules/fastify', 'node_modules/pino', 'node_modules/typebox'],
    workspaces: [{ link: 'node_modules/@bartab/sdk', folder: 'sdk' }],
  })
})

test('a nested version wins over the one at the root, as Node would find it', () => {
  const { packages } = closureOf(lock, 'services/media', platform)
  expect(packages).toContain('services/media/node_modules/fastify')
  expect(packages).toContain('node_modules/fastify')
})

test('of native packages only those of the platform go in', () => {
  const native = closureOf(lock, 'services/media', platform).packages.filter((folder) => folder.includes('@img'))
  expect(native).toEqual(['node_modules/@img/x64'])
})

test('a layer adds what the one below has not', () => {
  const { packages, workspaces } = layerClosure(lock, 'media', platform)
  expect(packages).toEqual(['node_modules/@img/x64', 'node_modules/sharp', 'services/media/node_modules/fastify'])
  expect(workspaces).toEqual([{ link: 'node_modules/@bartab/kit', folder: 'kit' }])
})

test.each([
  'node_modules/fastify/fastify.js',
  'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  'node_modules/fastify/LICENSE',
])('%s is needed at run time', (file) => {
  expect(isNeededAtRunTime(file, platform)).toBe(true)
})

test.each([
  'node_modules/fastify/types/index.d.ts',
  'node_modules/fastify/README.md',
  'node_modules/better-sqlite3/deps',
  'node_modules/better-sqlite3/prebuilds/linuxmusl-x64.node',
  'node_modules/better-sqlite3/prebuilds/win32-x64.node',
])('%s is not', (file) => {
  expect(isNeededAtRunTime(file, platform)).toBe(false)
})
