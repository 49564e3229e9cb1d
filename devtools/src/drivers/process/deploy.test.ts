import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readJson } from '../../state/json-file.ts'
import { SmallStack, smallServer, writeSmallServers } from './small-stack.fixture.ts'
import { successorUnit, unitFile } from './unit-specs.ts'

let stack: SmallStack
let next: string

beforeEach(async () => {
  stack = await SmallStack.make()
  next = join(stack.root, 'next')
  await stack.up()
})
afterEach(async () => await stack[Symbol.asyncDispose]())

const slow = { timeout: 120_000 }
const pid = (service: string) => stack.unit(service)?.process?.pid
const cwd = (service: string) => readJson<{ cwd: string }>(unitFile(stack.folder, service))?.cwd
const successor = (service: string) => existsSync(unitFile(stack.folder, successorUnit(service)))

describe('deploy', slow, () => {
  test.each(['chat', 'gateway'])(
    'replaces %s with the code of another checkout, and rollback takes it back',
    async (service) => {
      const before = pid(service)
      writeSmallServers(next)
      const done = await stack.bartab('deploy', service, '--from', next, '--json')
      expect(done).toMatchObject({ code: 0 })
      expect(JSON.parse(done.out)).toMatchObject({ replaced: [{ service, took_ms: expect.any(Number) }] })
      expect([cwd(service), successor(service)]).toEqual([next, false])
      expect(pid(service)).not.toBe(before)
      expect(await stack.bartab('plan')).toMatchObject({ code: 0 })
      expect((await stack.bartab('rollback', service, '--list')).out).toMatch(new RegExp(`^1 {2}${stack.root} `))
      expect(await stack.bartab('rollback', service)).toMatchObject({ code: 0 })
      expect(cwd(service)).toBe(stack.root)
      expect(await stack.bartab('plan')).toMatchObject({ code: 0 })
    },
  )

  test('does nothing where nothing differs, and replaces it even so with --again', async () => {
    const before = pid('media')
    expect((await stack.bartab('deploy', 'media')).out).toContain('nothing to do')
    expect(pid('media')).toBe(before)
    expect((await stack.bartab('deploy', 'media', '--again')).out).toMatch(/^media is replaced after \d+\.\d s/)
    expect(pid('media')).not.toBe(before)
  })

  test('does not touch the old one where the new one does not start, and says in its words why', async () => {
    const before = pid('chat')
    writeSmallServers(next, 'console.error("no such table: room"); process.exit(1)')
    const failed = await stack.bartab('deploy', 'chat', '--from', next)
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('the new chat does not start; the old one was not touched [GATE_FAILED]')
    expect(failed.err).toContain('it says: no such table: room')
    expect([pid('chat'), successor('chat')]).toEqual([before, false])
    expect(await stack.bartab('plan')).toMatchObject({ code: 0 })
  })

  test('brings the old one back where the new one fails in its turn', async () => {
    const turned = 'console.error("the disk is full"); process.exit(1)\ncreateServer'
    writeSmallServers(next, smallServer.replace('createServer(ready)', `${turned}(ready)`))
    const failed = await stack.bartab('deploy', 'chat', '--from', next)
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('the old one is in its place again [TAKEN_BACK]')
    expect(failed.err).toContain('it says: the disk is full')
    expect([cwd('chat'), successor('chat')]).toEqual([stack.root, false])
    expect(await stack.bartab('up')).toMatchObject({ code: 0 })
    expect(await stack.bartab('plan')).toMatchObject({ code: 0 })
  })

  test('refuses migrations that the data does not allow, tried on a copy', async () => {
    const before = pid('auth')
    writeSmallServers(next)
    mkdirSync(join(next, 'kit/src/sqlite'), { recursive: true })
    writeFileSync(
      join(next, 'kit/src/sqlite/rehearse.ts'),
      'console.error("UNIQUE constraint failed"); process.exit(1)',
    )
    const failed = await stack.bartab('deploy', 'auth', '--from', next)
    expect(failed.err).toContain('[MIGRATION_REFUSED]')
    expect(failed.err).toContain('UNIQUE constraint failed')
    expect(pid('auth')).toBe(before)
  })

  test('rollback leaves a version that was well once and is unwell by now', async () => {
    const turnsUnwell = `response.statusCode = existsSync(env.BARTAB_DATA_DIR + '/unwell') ? 503 : 200\n  return response.end(`
    writeSmallServers(
      next,
      smallServer.replace('=> response.end(', `=> {\n  ${turnsUnwell}`).replace('url }))', 'url })) }'),
    )
    expect(await stack.bartab('deploy', 'chat', '--from', next)).toMatchObject({ code: 0 })
    writeFileSync(join(stack.folder.data, 'chat', 'unwell'), '')
    expect(await stack.bartab('status')).toMatchObject({ code: 1 })
    expect(await stack.bartab('rollback', 'chat')).toMatchObject({ code: 0 })
    expect(cwd('chat')).toBe(stack.root)
    expect(await stack.bartab('plan')).toMatchObject({ code: 0 })
  })

  test('does not go back to sources that are not there any more', async () => {
    stack.writeServer('chat', `${smallServer}\n// newer\n`)
    expect(await stack.bartab('deploy', 'chat')).toMatchObject({ code: 0 })
    expect((await stack.bartab('rollback', 'chat')).err).toContain('[SOURCES_CHANGED]')
  })
})
