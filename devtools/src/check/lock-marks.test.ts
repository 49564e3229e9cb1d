import { expect, test } from 'vitest'
import { wrongMarks } from './lock-marks.ts'

const packages = {
  '': { devDependencies: { vitest: '5.0.0' } },
  kit: { dependencies: { fastify: '5.0.0' }, optionalDependencies: { sharp: '1.0.0' } },
  chat: { dependencies: { '@bartab/kit': '0.1.0' }, devDependencies: { lru: '2.0.0' } },
  'node_modules/@bartab/kit': { resolved: 'kit', link: true },
  'node_modules/fastify': { dependencies: { lru: '^1.0.0' }, peerDependencies: { ajv: '8' } },
  'node_modules/fastify/node_modules/lru': {},
  'node_modules/ajv': {},
  'node_modules/sharp': {},
  'node_modules/lru': { dev: true },
  'node_modules/vitest': { dev: true, dependencies: { lru: '2.0.0' } },
}

test('a lock file whose marks say who needs what has no fault', () => {
  expect(wrongMarks(packages)).toEqual([])
})

test('a package that tools alone need is named when it has no mark', () => {
  expect(wrongMarks({ ...packages, 'node_modules/lru': {} })).toEqual([
    'node_modules/lru: needed by tools alone, and not marked dev',
  ])
})

test('a package that is needed at run time is named when it has one, be it of a package in a package or of a peer', () => {
  const marked = { 'node_modules/fastify/node_modules/lru': { dev: true }, 'node_modules/ajv': { dev: true } }
  expect(wrongMarks({ ...packages, ...marked })).toEqual([
    'node_modules/fastify/node_modules/lru: marked dev, and needed at run time',
    'node_modules/ajv: marked dev, and needed at run time',
  ])
})
