import { expect, test } from 'vitest'
import { missingPackages } from './missing-packages.ts'

const lock = {
  packages: {
    '': { version: '0.1.0' },
    kit: { version: '0.1.0' },
    'node_modules/@bartab/kit': { link: true, resolved: 'kit' },
    'node_modules/fastify': { version: '5.0.0' },
    'node_modules/vitest': { version: '5.1.0', dev: true },
    'node_modules/@esbuild/linux-x64': { version: '1.0.0', optional: true },
  },
}
const { 'node_modules/vitest': _vitest, ...production } = lock.packages

test('an installation that holds every locked version lacks nothing', () => {
  expect(missingPackages(lock, lock, true)).toEqual([])
})

test('tools of development count only where they are wanted', () => {
  expect(missingPackages(lock, { packages: production }, false)).toEqual([])
  expect(missingPackages(lock, { packages: production }, true)).toEqual(['node_modules/vitest'])
})

test('another version counts as missing', () => {
  const present = { packages: { ...lock.packages, 'node_modules/fastify': { version: '4.0.0' } } }
  expect(missingPackages(lock, present, true)).toEqual(['node_modules/fastify'])
})

test('a package for another platform may lack', () => {
  const { 'node_modules/@esbuild/linux-x64': _esbuild, ...present } = lock.packages
  expect(missingPackages(lock, { packages: present }, true)).toEqual([])
})
