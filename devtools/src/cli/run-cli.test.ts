import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CliFailure } from '@bartab/kit/cli'
import { expect, test } from 'vitest'
import { findingOf } from '../doctor/finding.ts'
import { verbs } from '../verbs/index.ts'
import { foreignWords } from './foreign-words.ts'
import { buildProgram } from './program.ts'
import { runCli } from './run-cli.ts'

const bartab = (...argv: string[]) => bartabIn({}, ...argv)

async function bartabIn(env: NodeJS.ProcessEnv, ...argv: string[]) {
  const root = mkdtempSync(join(tmpdir(), 'bartab-cli-'))
  const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() }
  const world = {
    argv,
    env,
    cwd: root,
    root,
    version: '1.2.3',
    clock: () => 0,
    signal: new AbortController().signal,
  }
  const code = await runCli({ ...world, ...streams })
  streams.stdout.end()
  streams.stderr.end()
  return { code, out: await text(streams.stdout), err: await text(streams.stderr) }
}

test('a near miss is suggested and not run, with exit code 64', async () => {
  const { code, err, out } = await bartab('stauts')
  expect([code, out]).toEqual([64, ''])
  expect(err).toContain('Did you mean status?')
  expect((await bartab('up', '--prot', '1')).err).toContain('Did you mean --port?')
})

test.each([
  ['doctor', '--bundle', '--stack', 'x'],
  ['doctor', '--bundle', '--stack=x'],
  ['logs', '--tail', '-f'],
  ['export', '--room', '--out', 'x'],
  ['up', '--stack', '--json'],
  ['--stack', '--json', 'status'],
])('an option whose value was forgotten does not take the next flag for it: %s %s %s', async (...argv) => {
  const { code, err, out } = await bartab(...argv)
  expect([code, out]).toEqual([64, ''])
  expect(err).toContain('needs a value')
})

test('a value may begin with a dash, and an option of several values has them all', async () => {
  const verb = { name: 'try', summary: '', examples: [], changes: false, load: () => Promise.reject() }
  const options = [
    { flags: '--output <file>', help: '' },
    { flags: '--room <id...>', help: '' },
  ]
  const seen: unknown[] = []
  const program = buildProgram(
    [{ ...verb, options }],
    async (_verb, given) => void seen.push(given),
    () => undefined,
  )
  await program.parseAsync(['try', '--output', '-', '--room', 'a', 'b', '--room', '-1'], { from: 'user' })
  expect(seen).toEqual([{ output: '-', room: ['a', 'b', '-1'], input: true }])
})

test.each([
  ['stop', 'down'],
  ['restart', 'down, then up'],
  ['ps', 'status'],
])('what another tool calls %s is %s here, and nothing runs', async (word, verb) => {
  const { code, err, out } = await bartab(word, '--stack', 'x')
  expect([code, out]).toEqual([64, ''])
  expect(err).toContain(`Did you mean ${verb}?\n`)
})

test('no word of other tools is a verb of ours, and each means one that we have', () => {
  const ours = verbs.flatMap(({ name }) => [name, name.split(' ')[0]])
  for (const [word, meant] of Object.entries(foreignWords)) {
    expect(ours).not.toContain(word)
    for (const verb of meant.split(', then ')) expect(ours).toContain(verb)
  }
})

test.each([
  [['help'], ['--help']],
  [
    ['help', 'up'],
    ['up', '--help'],
  ],
  [
    ['help', 'bot', 'add'],
    ['bot', 'add', '--help'],
  ],
])('%j is %j', async (asked, known) => {
  const help = await bartab(...asked)
  expect(help).toEqual(await bartab(...known))
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining('Examples:') })
})

test('options that all verbs share may stand before the verb', async () => {
  const { code, err } = await bartab('--stack', 'rv1', '--json', 'status')
  expect(code).toBe(1)
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'NO_SUCH_STACK', what: expect.stringContaining('rv1') } })
})

test.each([['--stack', 'x'], ['--stack=x'], ['--json'], ['--stack'], ['-n']])(
  'an option without a verb asks for the verb: %s',
  async (...argv) => {
    const { code, err, out } = await bartab(...argv)
    expect([code, out]).toEqual([64, ''])
    expect(err).toMatch(/there is no verb.*--\S+.* says how one is done, as in: bartab up --/s)
    expect((await bartab('--bogus')).err).toContain("unknown option '--bogus'")
  },
)

/** A home that knows these stacks, as far as their names. */
function homeOf(...stacks: string[]): { BARTAB_HOME: string } {
  const home = mkdtempSync(join(tmpdir(), 'bartab-cli-'))
  for (const name of stacks) {
    mkdirSync(join(home, 'stacks', name), { recursive: true })
    writeFileSync(join(home, 'stacks', name, 'stack.json'), '{}')
  }
  return { BARTAB_HOME: home }
}

test.each([
  [['shop'], ['logs', 'chat'], 'bartab logs chat --stack shop; to begin a new one: bartab up'],
  [['shop'], ['logs', '--stack', 'other'], 'bartab logs --stack shop; to begin a new one: bartab up --stack other'],
  [
    ['shop', 'club'],
    ['down', '--stack=clubs'],
    'bartab down --stack club; to begin a new one: bartab up --stack clubs',
  ],
  [['shop', 'club'], ['status'], 'bartab status --stack NAME; to begin a new one: bartab up'],
])('where there are %j and another was meant, %j is proposed on one that there is', async (stacks, argv, fix) => {
  const { err } = await bartabIn(homeOf(...stacks), ...argv)
  expect(err).toContain(`mend it: ${fix}\n`)
})

test('a finding that was a failure is mended on the stack that was looked at', async () => {
  const notRunning = new CliFailure('NOT_RUNNING', 'chat is not running', { fix: 'bartab logs chat' })
  expect(findingOf(notRunning, 'shop').fix).toBe('bartab logs --stack shop chat')
  expect(findingOf(notRunning, 'bartab').fix).toBe('bartab logs chat')
  expect(findingOf(new CliFailure('X', 'x'), 'shop').fix).toBe('bartab up --stack shop')
})

test('what mends a failure is on the stack that the command was about', async () => {
  const fixOf = async (env: NodeJS.ProcessEnv, ...argv: string[]) =>
    JSON.parse((await bartabIn(env, ...argv, '--json')).err).error.fix
  expect(await fixOf({}, 'status', '--stack', 'rv1')).toBe('bartab up --stack rv1')
  expect(await fixOf({ BARTAB_STACK: 'rv1' }, 'status')).toBe('bartab up')
})

test('a failure is one JSON document with --json', async () => {
  const { code, err } = await bartab('status', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'NO_SUCH_STACK', fix: 'bartab up', exit_code: 1 } })
})

test('alone it prints examples before anything else', async () => {
  const { code, out } = await bartab()
  expect(code).toBe(0)
  expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Verbs:'))
})

test('help names the words that an argument takes', async () => {
  expect((await bartab('deploy', '--help')).out).toContain('the service to replace: auth, chat, media, gateway')
})

test.each(['bot', 'keys', 'backup', 'admin', 'volumes'])('%s alone prints its examples too', async (group) => {
  const { code, out } = await bartab(group)
  expect(code).toBe(0)
  expect(out.indexOf('Examples:')).toBe(0)
  expect(out.indexOf('Verbs:')).toBeGreaterThan(0)
})

test.each([
  ['deploy chta', '"chta" is no service here', ['it takes auth, chat, media, gateway', 'Did you mean chat?']],
  ['up --driver podman', '--driver does not accept "podman"', ['it takes docker, process']],
])('%s: a word that is no choice is named with those that are', async (line, what, evidence) => {
  const { code, err } = await bartab(...line.split(' '), '--json')
  expect([code, JSON.parse(err).error]).toEqual([64, expect.objectContaining({ what, evidence })])
})

test.each(verbs.map(({ name }) => name))(
  '%s has help with examples first, and a changing verb can be tried dry',
  async (name) => {
    const { code, out } = await bartab(...name.split(' '), '--help')
    const verb = verbs.find((known) => known.name === name)
    expect(code).toBe(0)
    expect(out.indexOf('Examples:')).toBeGreaterThan(0)
    expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Options:'))
    expect(out.includes('--dry-run')).toBe(verb?.changes)
    for (const flag of ['--json', '--stack', '--driver']) expect(out).toContain(flag)
  },
)

/** Those that need no stack and begin at once, or print a file that others read. */
const beginning = new Set(['up', 'images', 'compose', 'test', 'bench', 'bot new', 'completion', 'restore'])
const others = verbs.map(({ name }) => name).filter((name) => !beginning.has(name))

test.each(others)('%s answers with --json in one document that names its schema, whatever it says', async (name) => {
  const { out, err } = await bartabIn({ DOCKER_HOST: 'unix:///nowhere.sock' }, ...name.split(' '), '--json')
  expect(JSON.parse(out || err)).toMatchObject({ schema: expect.any(Number) })
})

test('without a terminal there is no colour and no animation, and nobody is asked', async () => {
  const { err } = await bartabIn({ FORCE_COLOR: '1' }, 'bot', 'remove', 'echo')
  expect(err.includes('\x1b')).toBe(false)
})

test('a stack name that cannot be a folder or a container is refused', async () => {
  expect((await bartab('status', '--stack', '../x')).err).toContain('STACK_NAME_INVALID')
})

test('version is data on stdout', async () => {
  expect(JSON.parse((await bartab('version', '--json')).out)).toMatchObject({ schema: 1, bartab: '1.2.3' })
})

test.each([
  ['up --frob', 'bartab up --help'],
  ['up --port abc', 'bartab up --help'],
  ['up --port 99999', 'bartab up --help'],
  ['bot add --frob', 'bartab bot add --help'],
  ['bot frob', 'bartab bot --help'],
  ['frob', 'bartab --help'],
  ['status --stack ../x', 'choose another name: --stack trial-2'],
])('%s is mended by: %s', async (line, fix) => {
  const { code, err } = await bartab(...line.split(' '), '--json')
  expect([code, JSON.parse(err).error.fix]).toEqual([64, fix])
})

test('a driver that there is not, in the environment, is mended there', async () => {
  const { code, err } = await bartabIn({ BARTAB_DRIVER: 'foo' }, 'status', '--json')
  expect([code, JSON.parse(err).error.fix]).toEqual([64, 'set BARTAB_DRIVER to docker or process, or unset it'])
})
