import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SmallBucket } from '@bartab/backups/small-bucket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { SmallDisk } from '../src/small-disk.ts'

const fileBytes = 24_000_000

describe('a backup whose place does not take it', () => {
  let stack: OperatedStack

  beforeAll(async () => {
    stack = await OperatedStack.start('process')
    const { room_id: roomId } = await stack.owner.rooms.create({ name: 'kept', kind: 'private' })
    await stack.owner.media.upload(new Blob([randomBytes(fileBytes)]), { roomId })
    Object.assign(stack.env, { AWS_ACCESS_KEY_ID: 'small', AWS_SECRET_ACCESS_KEY: 'small' })
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const left = (place: string) =>
    readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const listed = async (place: string) =>
    (await stack.json<{ backups: { name: string }[] }>('backup', 'list', '--from', place)).backups

  it.runIf(process.getuid?.() === 0)(
    'a disk that fills half way: it says so, nothing of it is left, and it is made once there is room',
    async () => {
      using disk = new SmallDisk()
      const place = join(disk.path, 'backups')
      let isFull = false
      const { code, stderr } = await stack.run(['backup', 'create', '--to', place], {
        onStderr: (said) => {
          if (isFull || !said.includes('media: the files')) return
          isFull = true
          disk.leave(fileBytes / 3)
        },
      })
      expect([code, isFull]).toEqual([1, true])
      expect(stderr).toContain('DISK_FULL')
      expect(left(place).map(({ name }) => name)).toEqual([])
      expect(await listed(place)).toEqual([])
      disk.leave(fileBytes / 3)
      expect(await stack.failure('backup', 'create', '--to', place)).toMatchObject({
        code: 'DISK_FULL',
        evidence: [expect.stringContaining('nothing was written')],
      })
      disk.restore()
      await stack.print('backup', 'create', '--to', place)
      expect(await stack.print('backup', 'verify', 'latest', '--from', place)).toContain('is sound')
    },
    120_000,
  )

  it.runIf(process.getuid?.() === 0)(
    'a read-only place is named, and holds what it held',
    async () => {
      using disk = new SmallDisk()
      const place = join(disk.path, 'backups')
      await stack.print('backup', 'create', '--to', place)
      disk.readOnly()
      const refused = await stack.failure('backup', 'create', '--to', place)
      expect(refused).toMatchObject({ code: 'NOT_WRITABLE' })
      expect(await stack.print('backup', 'verify', 'latest', '--from', place)).toContain('is sound')
      expect(await listed(place)).toHaveLength(1)
      const { code, stdout, stderr } = await stack.run(['backup', 'drill', 'latest', '--from', place])
      expect([code, stdout, stderr]).toEqual([
        0,
        expect.stringContaining('is proved'),
        expect.stringContaining('the receipt does not lie beside the backup'),
      ])
      expect(await stack.json('status')).toMatchObject({ backup: { last_proved_ts: expect.any(Number) } })
    },
    120_000,
  )

  it('a bucket that goes away half way: it is whole here, nothing looks whole there, and the next one mends it', async () => {
    await using bucket = await SmallBucket.start()
    const away = `s3://chat?endpoint=${bucket.endpoint}`
    bucket.writesLeft = 3
    const { code, stdout } = await stack.run(['backup', 'create', '--away', away, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ backup: { away: { 's3://chat': { error: expect.any(String) } } } })
    expect(bucket.objects.size).toBe(3)
    expect(await stack.print('backup', 'verify', 'latest')).toContain('is sound')
    expect((await stack.run(['status'])).stdout).toContain('the copy to s3://chat failed')
    bucket.writesLeft = Number.POSITIVE_INFINITY
    expect(await listed(away)).toEqual([])
    await stack.print('backup', 'create', '--away', away)
    expect((await listed(away)).map(({ name }) => name)).toHaveLength(2)
    expect(await stack.print('backup', 'verify', 'latest', '--from', away)).toContain('is sound')
    expect((await stack.run(['status'])).stdout).not.toContain('the copy to s3://chat failed')
  }, 120_000)
})
