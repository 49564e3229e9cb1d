import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'

let stack: OperatedStack
let config: string[]

beforeAll(async () => {
  stack = await OperatedStack.start('process')
  const file = join(stack.home, 'bartab.yaml')
  writeFileSync(file, `backups:\n  continuous: ${join(stack.home, 'followed')}\n`)
  config = ['--config', file]
  await stack.print('up', ...config)
})
afterAll(() => stack?.[Symbol.asyncDispose]())

it('brings the whole stack back to one instant, and stops with the replica where the database is', async () => {
  const { room_id } = await stack.owner.rooms.create({ name: 'followed', kind: 'private' })
  await stack.print('backup', 'create', ...config)
  await stack.owner.messages.send(room_id, 'before')
  await sleep(4000)
  const at = new Date().toISOString()
  await sleep(7000)
  await stack.owner.messages.send(room_id, 'after')
  await expect
    .poll(async () => (await stack.json<Status>('status', ...config)).backup.followed, { timeout: 60_000 })
    .toMatchObject([{ service: 'chat', lag_ms: expect.any(Number) }, { service: 'media' }, { service: 'auth' }])
  await stack.print('restore', '--at', at, '--yes', ...config)
  const again = stack.client()
  await again.auth.login({ username: 'owner', password })
  const { chunk } = await again.messages.page(room_id, { dir: 'b', limit: 5 })
  const bodies = chunk.map(({ content }) => content['body'])
  expect(bodies).toContain('before')
  expect(bodies).not.toContain('after')

  await again.messages.send(room_id, 'the last')
  await stack.print('down', ...config)
  const logs = join(stack.home, 'stacks', stack.name, 'logs')
  const log = readFileSync(join(logs, readdirSync(logs).find((name) => name === 'follow-chat.log') ?? ''), 'utf8')
  const last =
    log
      .trim()
      .split('\n')
      .findLast((line) => line.includes('"follows"')) ?? '{}'
  expect(JSON.parse(last)).toMatchObject({ follows: 'chat', equal: true })
}, 240_000)

interface Status {
  backup: { followed: { service: string; lag_ms: number | null }[] }
}
