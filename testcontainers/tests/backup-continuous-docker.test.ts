import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SmallBucket } from '@bartab/backups/small-bucket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressForContainers } from '../src/address-for-containers.ts'
import { killContainers } from '../src/killed-containers.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'

/** How often each is killed. */
const rounds = Number(process.env['BARTAB_TEST_KILLS'] ?? 1)
const timeout = 240_000 + rounds * 120_000

interface Status {
  backup: { alarms: string[]; followed: { service: string; lag_ms: number | null }[] }
}

describe('databases in containers that are followed to a bucket', () => {
  let stack: OperatedStack
  let bucket: SmallBucket
  let config: string[]
  let room: string

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
    bucket = await SmallBucket.start(addressForContainers())
    const credentials = join(stack.home, 'credentials')
    const keys = '[default]\naws_access_key_id = small\naws_secret_access_key = small\n'
    writeFileSync(credentials, keys, { mode: 0o644 })
    Object.assign(stack.env, {
      ...{ AWS_ACCESS_KEY_ID: 'small', AWS_SECRET_ACCESS_KEY: 'small' },
      AWS_SHARED_CREDENTIALS_FILE: credentials,
    })
    const settings = `backups:\n  continuous: s3://chat/live?endpoint=${bucket.endpoint}\n  alarm_lag_seconds: 10\n`
    writeFileSync(join(stack.home, 'bartab.yaml'), settings)
    config = ['--config', join(stack.home, 'bartab.yaml')]
    await stack.print('up', ...config)
    room = (await stack.owner.rooms.create({ name: 'followed', kind: 'private' })).room_id
    await stack.print('backup', 'create', ...config)
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await bucket?.[Symbol.asyncDispose]()
  })

  const status = async () => {
    const { stdout } = await stack.run(['status', '--json', ...config])
    return (JSON.parse(stdout) as Status).backup
  }
  const untilWell = () => expect.poll(async () => (await status()).alarms, { timeout: 60_000 }).toEqual([])

  /** Messages one after the other until the chat answers no more, or enough were sent; those that were acknowledged. */
  async function writeThrough(act: () => Promise<void>): Promise<string[]> {
    const acknowledged: string[] = []
    const someone = stack.client()
    await someone.auth.login({ username: 'owner', password })
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        const body = `m-${Date.now()}-${acknowledged.length}`
        const sent = await Promise.race([someone.messages.send(room, body).then(() => true), sleep(3000, false)]).catch(
          () => false,
        )
        if (sent) acknowledged.push(body)
      }
    })()
    await sleep(2000)
    await act()
    await sleep(1500)
    isOver = true
    await writing
    return acknowledged
  }

  async function bodies(): Promise<string[]> {
    const someone = stack.client()
    await someone.auth.login({ username: 'owner', password })
    const found: string[] = []
    for await (const { chunk } of someone.messages.pages(room, { dir: 'b', limit: 100 }))
      found.push(...chunk.map(({ content }) => String(content['body'])))
    return found
  }

  it.each([
    { what: 'the service and its follower together', killed: ['chat', 'follow-chat'], alarm: true },
    { what: 'the follower alone', killed: ['follow-chat'], alarm: true },
    { what: 'the service alone', killed: ['chat'], alarm: false },
    {
      what: 'everything',
      killed: ['gateway', 'chat', 'auth', 'media', 'follow-chat', 'follow-auth', 'follow-media'],
      alarm: true,
    },
  ])(
    '$what killed: an alarm says so, and the replica is whole and has what was acknowledged',
    async ({ killed, alarm }) => {
      for (let round = 0; round < rounds; round += 1) {
        await untilWell()
        const acknowledged = await writeThrough(async () => await killContainers(stack.name, ...killed))
        expect(acknowledged.length).toBeGreaterThan(0)
        if (alarm)
          expect((await status()).alarms).toContainEqual(expect.stringContaining('the replica of chat does not answer'))
        await stack.print('up', ...config)
        expect(await stack.json('up', ...config)).toMatchObject({ actions: [] })
        await untilWell()
        await sleep(7000)
        await stack.print('restore', '--at', new Date(Date.now() - 5500).toISOString(), '--yes', ...config)
        const found = new Set(await bodies())
        expect(acknowledged.filter((body) => !found.has(body))).toEqual([])
      }
    },
    timeout,
  )
})
