import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TObject, type TSchema, Type } from '@bartab/sdk/type'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import { env, secretFile } from './env.ts'
import { CommaList, OneOf, Port } from './fields.ts'
import { configVariables, loadConfig } from './load-config.ts'
import { serverConfig } from './server-config.ts'

const issuer = 'http://127.0.0.1:8008'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function secretAt(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

function faultsOf(schema: TObject, environment: NodeJS.ProcessEnv) {
  try {
    loadConfig(schema, environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

describe('a server', () => {
  test('needs its issuer alone', () => {
    expect(loadConfig(Type.Object(serverConfig), { BARTAB_ISSUER: issuer })).toEqual({
      host: '0.0.0.0',
      port: 8080,
      internalHost: '127.0.0.1',
      internalPort: 9090,
      dataDir: '/data',
      logLevel: 'info',
      issuer,
      serverName: 'localhost',
      drainTimeoutMs: 8000,
    })
  })

  test('hears of all its mistakes at once, each with the variable, what it got and what it accepts', () => {
    const environment = { BARTAB_PORT: '80a', BARTAB_LOG_LEVEL: 'loud', BARTAB_ISSUER: 'chat.example/' }
    expect(() => loadConfig(Type.Object(serverConfig), environment)).toThrow(
      new ConfigError([
        { variable: 'BARTAB_PORT', problem: 'got "80a"', accepts: 'a whole number from 0 to 65535' },
        {
          variable: 'BARTAB_LOG_LEVEL',
          problem: 'got "loud"',
          accepts: 'one of trace, debug, info, warn, error, fatal, silent',
        },
        {
          variable: 'BARTAB_ISSUER',
          problem: 'got "chat.example/"',
          accepts: 'an http or https address without a path or a trailing slash, such as http://127.0.0.1:8008',
        },
      ]),
    )
    expect(faultsOf(Type.Object(serverConfig), environment)).toHaveLength(3)
  })

  test('fails with exit code 78 and one line for each mistake', () => {
    const error = new ConfigError([{ variable: 'BARTAB_PORT', problem: 'got "x"', accepts: 'a whole number' }])
    expect(error.exitCode).toBe(78)
    expect(error.message).toBe('The configuration has one mistake:\n  BARTAB_PORT: got "x"; it accepts a whole number')
  })
})

describe('a value', () => {
  const cases: [string, TSchema, string, unknown][] = [
    ['a port', Port(), '0', 0],
    ['a switch', Type.Boolean(), 'true', true],
    ['a switch as a digit', Type.Boolean(), '0', false],
    ['one of a list', OneOf('a', 'b'), 'b', 'b'],
    ['a list', CommaList(), 'a, b,c', ['a', 'b', 'c']],
    ['a fraction', Type.Number(), '0.5', 0.5],
    ['text of digits', Type.String(), '007', '007'],
  ]
  test.each(cases)('%s is read', (_name, schema, text, value) => {
    expect(loadConfig(Type.Object({ field: env('FIELD', schema) }), { FIELD: text })).toEqual({ field: value })
  })

  const faulty: [string, TSchema, string][] = [
    ['65536 as a port', Port(), '65536'],
    ['-1 as a port', Port(), '-1'],
    ['0x50 as a port', Port(), '0x50'],
    ['8e1 as a port', Port(), '8e1'],
    ['1.5 as a port', Port(), '1.5'],
    ['" 80" as a port', Port(), ' 80'],
    ['yes as a switch', Type.Boolean(), 'yes'],
    ['a hole in a list', CommaList(), 'a,,b'],
  ]
  test.each(faulty)('%s is refused', (_name, schema, text) => {
    expect(faultsOf(Type.Object({ field: env('FIELD', schema) }), { FIELD: text })).toHaveLength(1)
  })

  test('an empty variable counts as not set', () => {
    const schema = Type.Object({
      a: env('A', Type.Optional(Type.String())),
      b: env('B', Type.String({ default: 'preset' })),
    })
    expect(loadConfig(schema, { A: '', B: '' })).toEqual({ b: 'preset' })
    expect(faultsOf(Type.Object({ c: env('C', Type.String()) }), { C: '' })).toMatchObject([{ problem: 'is not set' }])
  })

  test('an optional field may be annotated inside or outside', () => {
    const schema = Type.Object({ a: Type.Optional(env('A', Port())), b: env('B', Type.Optional(Port())) })
    expect(loadConfig(schema, {})).toEqual({})
    expect(loadConfig(schema, { A: '1', B: '2' })).toEqual({ a: 1, b: 2 })
  })

  test('a password inside an address is not shown', () => {
    const schema = Type.Object({ url: env('URL', Type.String({ pattern: '^https://[a-z]+$' })) })
    expect(JSON.stringify(faultsOf(schema, { URL: 'https://me:hunter2@host/' }))).not.toContain('hunter2')
  })
})

describe('a secret', () => {
  const schema = Type.Object({ pepper: secretFile('PEPPER_FILE', Type.String({ minLength: 8 })) })

  test('is the content of its file, without the last line break', () => {
    expect(loadConfig(schema, { PEPPER_FILE: secretAt('good', 'correct horse\n', 0o400) })).toEqual({
      pepper: 'correct horse',
    })
  })

  test.each([
    ['does not exist', () => join(folder, 'nowhere'), /does not exist/],
    ['is a folder', () => folder, /is a folder|has mode/],
    ['is empty', () => secretAt('empty', '\n'), /is empty/],
    ['is readable by everyone', () => secretAt('open', 'correct horse', 0o644), /has mode 0644.*chmod 600/],
    ['is writable by its group', () => secretAt('group', 'correct horse', 0o660), /has mode 0660/],
    ['has the wrong form', () => secretAt('short', 'hunter2'), /wrong form/],
  ])('whose file %s is a fault', (_name, path, problem) => {
    const [fault, ...others] = faultsOf(schema, { PEPPER_FILE: path() })
    expect(others).toEqual([])
    expect(fault?.variable).toBe('PEPPER_FILE')
    expect(fault?.problem).toMatch(problem)
    expect(JSON.stringify(fault)).not.toMatch(/hunter2|correct horse/)
  })

  test('that is optional may be left out', () => {
    const optional = Type.Object({ pepper: Type.Optional(secretFile('PEPPER_FILE')) })
    expect(loadConfig(optional, {})).toEqual({})
    expect(loadConfig(optional, { PEPPER_FILE: secretAt('optional', 'x') })).toEqual({ pepper: 'x' })
  })
})

test('every variable can be listed for the reference', () => {
  const schema = Type.Object({ port: serverConfig.port, key: secretFile('KEY_FILE') })
  expect(configVariables(schema)).toEqual([
    { variable: 'BARTAB_PORT', accepts: 'a whole number from 0 to 65535', default: 8080 },
    { variable: 'KEY_FILE', accepts: 'the path of a file that holds the secret, of mode 0600 or 0400' },
  ])
})
