import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Static } from 'typebox'
import { expect, expectTypeOf, test } from 'vitest'
import { configFaults } from './config-faults.ts'
import { readStackConfig } from './config-file.ts'
import { stackConfigSchema } from './config-schema.ts'
import type { StackConfig } from './stack-config.ts'

const faultsOf = (text: string) => configFaults(text, stackConfigSchema).faults

test('a file with three mistakes gets three faults, each with its line and what the field takes', () => {
  const text = [
    '# ours',
    'port: 99999',
    'public_url: https://chat.example.org/',
    'services:',
    '  chat:',
    '    memory: 512',
  ].join('\n')
  expect(faultsOf(text)).toEqual([
    { line: 2, field: 'port', message: 'it takes a port from 1 to 65535' },
    {
      line: 3,
      field: 'public_url',
      message: 'it takes an origin without a path or a slash at its end, such as https://chat.example.org',
    },
    { line: 6, field: 'services.chat.memory', message: 'there is no such field; did you mean memory_mb?' },
  ])
})

test('a file with many mistakes gets all of them, so that it is mended once', () => {
  const lines = [
    'port: 0',
    'log_level: loud',
    'driver: podman',
    'adress: 127.0.0.1',
    'services:',
    '  medai: {}',
    '  chat:',
  ]
  const numbers = ['memory_mb: 1', 'pids: 1', 'env: { lower: x, BARTAB_PORT: "1" }'].map((line) => `    ${line}`)
  const more = ['files:', '  largest_mb: 0', 'schedules:', '  keys: every day']
  const faults = faultsOf([...lines, ...numbers, ...more].join('\n'))
  expect(faults.map(({ line }) => line)).toEqual([1, 2, 3, 4, 6, 8, 9, 10, 10, 12, 14])
  expect(faults.map(({ message }) => message).filter((text) => text.includes('did you mean'))).toEqual([
    'there is no such field; did you mean address?',
    'there is no such field; did you mean media?',
  ])
})

test('an item of a list is pointed at by its own line', () => {
  const [fault] = faultsOf('trusted_proxies:\n  - 10.0.0.0/8\n  - not an address\n')
  expect(fault).toMatchObject({ line: 3, field: 'trusted_proxies.1' })
})

test('text that is not YAML, and a field given twice, are faults with their line', () => {
  expect(faultsOf('port: 1\nport: 2\n')).toEqual([{ line: 2, field: 'port', message: 'it is given twice' }])
  expect(faultsOf('port: [1\n')).not.toEqual([])
})

test('a service cannot set the variables that the stack makes', () => {
  expect(faultsOf('services: { chat: { env: { BARTAB_ISSUER: x } } }')).toMatchObject([
    { field: 'services.chat.env.BARTAB_ISSUER' },
  ])
  expect(faultsOf('services: { chat: { env: { TZ: Europe/Berlin } } }')).toEqual([])
})

test('an empty file has no fault', () => {
  expect(configFaults('', stackConfigSchema)).toEqual({ value: {}, faults: [] })
})

test('reading a file with mistakes fails with all of them and exit code 78', async () => {
  const root = mkdtempSync(join(tmpdir(), 'bartab-config-'))
  writeFileSync(join(root, 'bartab.yaml'), 'port: no\ndriver: podman\n')
  await expect(readStackConfig({ configPath: undefined, cwd: root, root })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    exitCode: 78,
    evidence: [
      'bartab.yaml:1: port: it takes a port from 1 to 65535',
      'bartab.yaml:2: driver: it takes docker or process',
    ],
  })
})

test('the schema and the type that the rest reads are the same', () => {
  expectTypeOf<Static<typeof stackConfigSchema>>().toEqualTypeOf<StackConfig>()
})
