import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SmallBucket } from '@bartab/backups/small-bucket'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'

let stack: OperatedStack
let bucket: SmallBucket
let room: string
/** Hears of backups, as a dead-man's switch would. */
let listener: Server
const heard: string[] = []
let answer = 200
let config: string[]

interface Status {
  backup: { last_ts: number | null; alarms: string[]; followed: { service: string; lag_ms: number | null }[] }
}

beforeAll(async () => {
  bucket = await SmallBucket.start()
  listener = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`)
    response.writeHead(answer).end()
  }).listen(0, '127.0.0.1')
  stack = await OperatedStack.start('process')
  Object.assign(stack.env, { AWS_ACCESS_KEY_ID: 'small', AWS_SECRET_ACCESS_KEY: 'small' })
  writeFileSync(
    join(stack.home, 'credentials'),
    '[default]\naws_access_key_id = small\naws_secret_access_key = small\n',
  )
  stack.env['AWS_SHARED_CREDENTIALS_FILE'] = join(stack.home, 'credentials')
  configure({})
  await stack.print('up', ...config)
  room = (await stack.owner.rooms.create({ name: 'followed', kind: 'private' })).room_id
})
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  await bucket?.[Symbol.asyncDispose]()
  listener?.close()
})

function configure(more: Record<string, string>): void {
  const settings = {
    continuous: `s3://chat/live?endpoint=${bucket.endpoint}`,
    alarm_lag_seconds: '3',
    alarm_wal_mb: '5',
    ping: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/alive?key=1`,
    drill: "'off'",
    schedule: "'off'",
    ...more,
  }
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}: ${value}\n`)
  writeFileSync(join(stack.home, 'bartab.yaml'), `backups:\n${lines.join('')}`)
  config = ['--config', join(stack.home, 'bartab.yaml')]
}

/** What `status` says, well or not. */
async function status(): Promise<Status['backup']> {
  const { stdout } = await stack.run(['status', '--json', ...config])
  return (JSON.parse(stdout) as Status).backup
}

/** The process of Litestream that follows the chat of this stack. */
function followerOfChat(): number {
  const found = readdirSync('/proc').find((pid) => {
    try {
      const isLitestream = readlinkSync(`/proc/${pid}/exe`).endsWith('/litestream')
      const environment = isLitestream ? readFileSync(`/proc/${pid}/environ`, 'utf8') : ''
      return environment.includes(stack.home) && environment.includes('BARTAB_FOLLOWS=chat')
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error('Litestream does not follow the chat')
  return Number(found)
}

it("a backup that is made by the schedule is heard of at the dead-man's URL, and one that did not get away is not", async () => {
  configure({ schedule: "'* * * * * *'" })
  await stack.print('operator', '--once', ...config)
  await sleep(1100)
  await stack.print('operator', '--once', ...config)
  expect(heard).toEqual(['GET /alive?key=1'])
  expect((await status()).last_ts).toEqual(expect.any(Number))
  configure({})
  const { code } = await stack.run(['backup', 'create', '--away', 's3://gone?endpoint=http://127.0.0.1:9', ...config])
  expect([code, heard.length]).toEqual([1, 1])
  await stack.print('backup', 'create', ...config)
  expect(heard).toHaveLength(2)
}, 120_000)

it("a dead-man's URL that does not hear is a warning, by hand and by the schedule, and the backup is made", async () => {
  answer = 503
  const byHand = await stack.run(['backup', 'create', ...config])
  expect([byHand.code, byHand.stderr]).toEqual([0, expect.stringContaining('answered 503')])
  configure({ schedule: "'* * * * * *'" })
  await stack.print('operator', '--once', ...config)
  await sleep(1100)
  const { code, stderr } = await stack.run(['operator', '--once', ...config])
  expect([code, stderr]).toEqual([0, expect.stringMatching(/backup: a backup; warning: .*answered 503/)])
  configure({})
  answer = 200
}, 120_000)

it('a replica that stalls while people write is an alarm in status, doctor and metrics, until it goes on', async () => {
  await expect.poll(async () => (await status()).alarms, { timeout: 30_000 }).toEqual([])
  const follower = followerOfChat()
  process.kill(follower, 'SIGSTOP')
  try {
    const until = Date.now() + 4500
    while (Date.now() < until) await stack.owner.messages.send(room, 'x'.repeat(30_000))
    for (let n = 0; n < 150; n += 1) await stack.owner.messages.send(room, 'x'.repeat(30_000))
    const { alarms } = await status()
    expect(alarms).toContainEqual(expect.stringMatching(/replica of chat is \d+ s behind/))
    expect(alarms).toContainEqual(expect.stringMatching(/write-ahead log of chat has grown to \d+ MB/))
    const doctor = await stack.run(['doctor', '--json', ...config])
    expect(doctor.stdout).toContain('BACKUP_FOLLOW_STALLED')
    await stack.print('operator', '--once', ...config)
    const metrics = readFileSync(join(stack.home, 'stacks', stack.name, 'metrics', 'followed.prom'), 'utf8')
    const [, lag] = /bartab_replica_lag_seconds\{stack="[^"]+",service="chat"\} (\S+)/.exec(metrics) ?? []
    expect(Number(lag)).toBeGreaterThan(3)
  } finally {
    process.kill(follower, 'SIGCONT')
  }
  await expect
    .poll(async () => (await status()).alarms, { timeout: 60_000 })
    .not.toContainEqual(expect.stringContaining('behind'))
}, 180_000)

it('brings the whole stack back to one instant, and stops with the replica where the database is', async () => {
  await stack.owner.messages.send(room, 'before')
  await sleep(4000)
  const at = new Date().toISOString()
  await sleep(7000)
  await stack.owner.messages.send(room, 'after')
  await expect
    .poll(async () => (await status()).followed, { timeout: 60_000 })
    .toMatchObject([{ service: 'chat', lag_ms: expect.any(Number) }, { service: 'media' }, { service: 'auth' }])
  expect(await stack.failure('restore', '--at', '2026-01-31T18:05:00Z', '--yes', ...config)).toMatchObject({
    code: 'NOT_FOLLOWED',
    evidence: expect.arrayContaining([expect.stringContaining('it reaches back to')]),
  })
  await stack.print('restore', '--at', at, '--yes', ...config)
  await expect.poll(async () => (await status()).alarms, { timeout: 60_000 }).toEqual([])
  expect(await stack.json('up', ...config)).toMatchObject({ actions: [] })
  const again = stack.client()
  await again.auth.login({ username: 'owner', password })
  const { chunk } = await again.messages.page(room, { dir: 'b', limit: 5 })
  const bodies = chunk.map(({ content }) => content['body'])
  expect(bodies).toContain('before')
  expect(bodies).not.toContain('after')

  await again.messages.send(room, 'the last')
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
