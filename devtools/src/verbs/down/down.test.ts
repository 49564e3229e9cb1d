import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import { writeJson } from '../../state/json-file.ts'
import { StackFolder } from '../../state/stack-folder.ts'

let root: string
let folder: StackFolder

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bartab-down-'))
  folder = new StackFolder(join(root, '.bartab'), 'trial')
})

async function bartab(...argv: string[]) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough() }
  const world = { root, cwd: root, env: {}, version: '1.0.0', clock: Date.now, signal: new AbortController().signal }
  const code = await runCli({ ...world, ...streams, argv: [...argv, '--stack', 'trial'] })
  streams.stdout.end()
  streams.stderr.end()
  return { code, out: await text(streams.stdout), err: await text(streams.stderr) }
}

function remember() {
  const place = { address: '127.0.0.1', port: 8491, url: 'http://127.0.0.1:8491' }
  writeJson(folder.record, { schema: 1, name: 'trial', driver: 'process', ...place, createdTs: 0, version: '1.0.0' })
}

describe('with a broken bartab.yaml', () => {
  beforeEach(() => writeFileSync(join(root, 'bartab.yaml'), 'prot: 1\n'))

  test.each([
    ['status', 1],
    ['logs', 0],
    ['down', 0],
  ])('%s of a stack that is there works, and mentions the file', async (verb, expected) => {
    remember()
    const { code, err } = await bartab(verb)
    expect([code, err]).toEqual([expected, expect.stringContaining('bartab.yaml:1: prot')])
    expect(err).not.toContain('failed:')
  })

  test('up does not go on', async () => {
    remember()
    expect(await bartab('up', '--dry-run')).toMatchObject({ code: 78, err: expect.stringContaining('CONFIG_INVALID') })
  })
})

describe('what a killed up left', () => {
  beforeEach(() => mkdirSync(folder.path, { recursive: true }))

  test('is taken away by down, for there is no data in it', async () => {
    expect(await bartab('down', '--driver', 'process')).toMatchObject({ code: 0 })
    expect(existsSync(folder.path)).toBe(false)
  })

  test('stays as long as there is data in it', async () => {
    mkdirSync(join(folder.data, 'auth'), { recursive: true })
    expect(await bartab('down', '--driver', 'process')).toMatchObject({ code: 0 })
    expect(existsSync(folder.data)).toBe(true)
    const all = ['down', '--volumes', '--confirm', 'trial', '--driver', 'process']
    expect(await bartab(...all)).toMatchObject({ code: 0 })
    expect(existsSync(folder.path)).toBe(false)
  })
})

describe('with the port held by somebody else', () => {
  test.each([['--dry-run'], []])('up %s says so and leaves no folder behind', async (...more) => {
    await using holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as { port: number }
    const { code, err } = await bartab('up', '--driver', 'process', '--port', String(port), ...more)
    expect([code, err]).toEqual([73, expect.stringContaining('PORT_TAKEN')])
    expect(existsSync(folder.path) ? readdirSync(folder.path) : []).toEqual([])
    expect(existsSync(folder.path)).toBe(false)
  })
})
