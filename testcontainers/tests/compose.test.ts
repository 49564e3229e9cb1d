import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../src/free-port.ts'
import { password } from '../src/started-bartab-stack.ts'
import { untilReady } from '../src/until-ready.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

describe('docker-compose.yml, without the devtools', () => {
  const project = `test-${randomUUID().slice(0, 8)}`
  let url: string

  async function compose(...args: string[]): Promise<string> {
    const env = { ...process.env, BARTAB_PORT: new URL(url).port, BARTAB_ISSUER: url }
    const { stdout } = await run('docker-compose', ['-p', project, ...args], { cwd: root, env })
    return stdout
  }

  const ownerToken = async (): Promise<string | undefined> =>
    /#\/bootstrap\?token=([\w-]+)/.exec(await compose('logs', '--no-color', 'auth'))?.[1]

  beforeAll(async () => {
    url = `http://127.0.0.1:${await freePort()}`
    await compose('up', '-d', '--no-build')
    await untilReady(url, 60_000)
  })
  afterAll(() => compose('down', '--volumes', '--timeout', '5'))

  it('makes its own secrets, prints the owner link in the log, and the link works once', async () => {
    const token = (await ownerToken()) ?? ''
    expect(token.length).toBeGreaterThan(20)
    const owner = new Client({ url })
    await owner.auth.bootstrap({ token, username: 'owner', password })
    const again = new Client({ url }).auth.bootstrap({ token, username: 'thief', password })
    await expect(again).rejects.toMatchObject({ code: 'ALREADY_BOOTSTRAPPED' })
    const { room_id } = await owner.rooms.create({ name: 'kitchen', kind: 'public' })
    await owner.messages.send(room_id, 'hello')
  })

  it('keeps what was said when it is taken down and brought up again', async () => {
    await compose('down', '--timeout', '5')
    await compose('up', '-d', '--no-build')
    await untilReady(url, 60_000)
    const owner = new Client({ url })
    await owner.auth.login({ username: 'owner', password })
    const [room] = (await owner.rooms.list()).rooms
    const { chunk } = await owner.messages.page(room?.room_id ?? '', { limit: 10 })
    expect(chunk.map(({ content }) => content['body'])).toContain('hello')
  })
})
