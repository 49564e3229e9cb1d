import { createHash } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { pictureBytes, type Recorded, recall, record } from '../src/recorded-stack.ts'
import { password } from '../src/started-bartab-stack.ts'

interface Created {
  backup: { name: string; path: string; place: string; created_ts: number; sealed: string; written: number }
}

interface Drilled {
  receipt: { proved: boolean; isolation: string; checks: { name: string; ok: boolean; detail: string }[] }
}

describe('backups of a stack without Docker', () => {
  let stack: OperatedStack
  let kept: Recorded

  beforeAll(async () => {
    stack = await OperatedStack.start('process')
    kept = await record(stack.owner)
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const create = async (...more: string[]) => (await stack.json<Created>('backup', 'create', ...more)).backup

  function file(name: string, text: string): string {
    const path = join(stack.home, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }

  it('are encrypted without being asked for, hold files once, and are seen in the status', async () => {
    const first = await create()
    const second = await create()
    expect(first.sealed).toBe('age')
    expect(first.written - second.written).toBeGreaterThan(pictureBytes() / 2)
    expect(await stack.json('status')).toMatchObject({ backup: { last_ts: second.created_ts, last_proved_ts: null } })
    expect(await stack.print('backup', 'verify', 'latest')).toContain('is sound')
  })

  it('are proved by a drill, which leaves nothing of its own; one made while a secret turned as well', async () => {
    await stack.print('keys', 'rotate', 'operator')
    const { created_ts } = await create()
    const { receipt } = await stack.json<Drilled>('backup', 'drill')
    expect(receipt.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(receipt.checks.map(({ name }) => name)).toEqual([
      'restore',
      'log',
      'people',
      'files',
      'start',
      'rebuild',
      'log in',
      'sync',
      'read',
      'thumbnail',
      'post',
      'echo bot',
    ])
    expect(receipt.proved).toBe(true)
    expect(await stack.json('status')).toMatchObject({ backup: { last_proved_ts: created_ts, alarms: [] } })
    expect(readdirSync(join(stack.home, 'stacks')).filter((name) => name.startsWith('drill-'))).toEqual([])
    const metrics = readFileSync(join(stack.home, 'stacks', stack.name, 'metrics', 'backups.prom'), 'utf8')
    expect(metrics).toContain(`bartab_backup_proved_timestamp_seconds{stack="${stack.name}"} ${created_ts / 1000}`)
  }, 180_000)

  it('with a flipped byte are named by verify, by the drill and by a restore, and the stack stays as it was', async () => {
    const someone = stack.client()
    await someone.auth.login({ username: 'owner', password })
    const { name, place } = await create()
    const bad = join(stack.home, 'bad')
    cpSync(place, bad, { recursive: true })
    const object = `snapshots/${name}/chat/chat.sqlite.age`
    const whole = readFileSync(join(bad, object))
    flip(join(bad, object), 5000)
    expect(await stack.failure('backup', 'verify', 'latest', '--from', bad)).toMatchObject({
      code: 'BACKUP_DAMAGED',
      evidence: [expect.stringContaining(object)],
    })
    expect((await stack.run(['restore', 'latest', '--from', bad, '--yes', '--json'])).stderr).toContain(
      'chat/chat.sqlite',
    )
    const drill = await stack.run(['backup', 'drill', 'latest', '--from', bad, '--json'])
    expect(drill.code).toBe(1)
    const { receipt } = JSON.parse(drill.stdout) as Drilled
    expect(receipt).toMatchObject({ proved: false, checks: [{ name: 'restore', ok: false }] })
    expect(receipt.checks[0]?.detail).toContain('chat/chat.sqlite')
    expect((await stack.run(['status'])).stdout).toContain('the drill of')
    expect((await someone.auth.me()).username).toBe('owner')
    writeFileSync(join(bad, object), whole)
    for (const [path, named] of artefacts(bad, name)) {
      flip(path, 100)
      const { code, stdout, stderr } = await stack.run(['backup', 'drill', 'latest', '--from', bad, '--json'])
      expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(named)])
      expect(await stack.json('status').catch((error: Error) => error.message)).toContain(named)
      flip(path, 100)
    }
    expect((await stack.run(['backup', 'drill', 'latest', '--from', bad])).code).toBe(0)
    expect(await stack.json('status')).toMatchObject({ backup: { failed_drill: null, alarms: [] } })
  }, 480_000)

  it('that failed their drill are an alarm until they are removed, and no edited receipt makes them proved', async () => {
    const { name, place } = await create()
    const bad = join(stack.home, 'bad-again')
    cpSync(place, bad, { recursive: true })
    flip(join(bad, `snapshots/${name}/auth/auth.sqlite.age`), 100)
    const { stdout } = await stack.run(['backup', 'drill', 'latest', '--from', bad, '--json'])
    const { path } = JSON.parse(stdout) as { path: string }
    const signed = readFileSync(path, 'utf8')
    writeFileSync(path, signed.replace('"proved": false', '"proved": true'))
    flip(join(bad, `snapshots/${name}/auth/auth.sqlite.age`), 100)
    expect(await stack.failure('backup', 'verify', name, '--from', bad)).toMatchObject({
      code: 'RECEIPT_CHANGED',
      evidence: [expect.stringContaining(path)],
    })
    const list = ['backup', 'list', '--from', bad]
    expect(await stack.print(...list)).toContain(`receipts/${basename(path)} is not what was signed`)
    const { backups } = await stack.json<{ backups: { name: string; state: string }[] }>(...list)
    expect(backups[0]).toMatchObject({ name, state: 'whole' })
    const red = await stack.run(['status'])
    expect([red.code, red.stdout]).toEqual([1, expect.stringContaining(`the drill of ${name} in ${bad} failed`)])
    expect(red.stdout).toContain(`remove ${bad}/snapshots/${name}`)
    rmSync(join(bad, 'snapshots', name), { recursive: true })
    expect(await stack.json('status')).toMatchObject({ backup: { failed_drill: null, alarms: [] } })
  }, 120_000)

  it('come back in place: what came later is gone, cursors are rebased, old tokens are dead', async () => {
    await create()
    const later = stack.client()
    const { access_token } = await later.auth.login({ username: 'owner', password })
    await later.messages.send(kept.roomId, 'after the backup')
    const restored = await stack.json<{ old_volumes: string[] }>('restore', 'latest', '--yes')
    const found = await recall(stack.client(), kept)
    expect(found).toMatchObject({ bodies: kept.bodies, rebase: true })
    expect(found.mediaBytes).toBeGreaterThan(pictureBytes() / 2)
    for (const folder of restored.old_volumes) expect(readdirSync(folder)).not.toEqual([])
    const old = await fetch(`${stack.url}/auth/v1/me`, { headers: { authorization: `Bearer ${access_token}` } })
    expect(old.status).toBe(401)
    expect(await stack.json('up')).toMatchObject({ actions: [] })
    await removeByName(restored.old_volumes)
  }, 120_000)

  /** The old data goes when it is named, and what is in use never does. */
  async function removeByName(old: readonly string[]): Promise<void> {
    const { volumes } = await stack.json<{ volumes: { name: string; state: string }[] }>('volumes', 'list')
    const used = volumes.filter(({ state }) => state === 'in use').map(({ name }) => name)
    expect(volumes.filter(({ state }) => state === 'kept').map(({ name }) => name)).toEqual(old.toSorted())
    for (const name of used) {
      expect(await stack.failure('volumes', 'remove', name, '--yes')).toMatchObject({ code: 'VOLUME_IN_USE' })
    }
    expect(await stack.failure('volumes', 'remove', ...old)).toMatchObject({ code: 'NOT_CONFIRMED' })
    await stack.print('volumes', 'remove', ...old, '--yes')
    expect(old.filter((folder) => existsSync(folder))).toEqual([])
    expect((await recall(stack.client(), kept)).bodies).toEqual(kept.bodies)
  }

  it('become a second stack, and the first goes on', async () => {
    await create()
    stack.alsoMade(`${stack.name}-b`)
    const { url } = await stack.json<{ url: string }>('restore', 'latest', '--to', `${stack.name}-b`)
    expect(url).not.toBe(stack.url)
    expect(await recall(stack.client(url), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
    expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies })
  }, 120_000)

  it('come up on another machine from nothing but the backup and the passphrase', async () => {
    const usb = join(stack.home, 'usb')
    const phrase = file('phrase', 'snails are slow\n')
    await create('--to', usb, '--passphrase-file', phrase)
    await using other = new OperatedStack()
    const restore = ['restore', 'latest', '--from', usb, '--driver', 'process']
    expect(await other.failure(...restore)).toMatchObject({ code: 'KEY_NEEDED' })
    const wrong = file('wrong', 'snails are fast')
    expect(await other.failure(...restore, '--passphrase-file', wrong)).toMatchObject({ code: 'WRONG_PASSPHRASE' })
    other.alsoMade(other.name)
    const { url } = await other.json<{ url: string }>(...restore, '--passphrase-file', phrase)
    expect(await recall(other.client(url), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
  }, 120_000)

  it('of a newer release are refused with both releases named', async () => {
    const { name } = await create('--plain', '--to', join(stack.home, 'newer'))
    const index = join(stack.home, 'newer', 'snapshots', name, 'index.json')
    const later = JSON.parse(readFileSync(index, 'utf8')) as {
      index: { version: string; schema: number }
      sha256: string
    }
    later.index.version = '99.0.0'
    later.sha256 = createHash('sha256').update(JSON.stringify(later.index)).digest('hex')
    writeFileSync(index, JSON.stringify(later))
    expect(await stack.print('backup', 'list', '--from', join(stack.home, 'newer'))).toContain('of a newer release')
    const refused = await stack.failure('restore', 'latest', '--from', join(stack.home, 'newer'), '--yes')
    expect(refused).toMatchObject({ code: 'BACKUP_NEWER', evidence: [expect.stringContaining('99.0.0')] })
  })

  it('are pruned by their age, as was said before, and never the last proved one', async () => {
    const { dry_run, places } = await stack.json<Pruned>('backup', 'prune', '--keep-last', '1', '--dry-run')
    expect(dry_run).toBe(true)
    expect(places[0]?.kept.map(({ why }) => why)).toContainEqual(['last proved'])
    expect(places[0]?.removed.length).toBeGreaterThan(0)
    expect(await stack.failure('backup', 'prune', '--keep-last', '1')).toMatchObject({ code: 'NOT_CONFIRMED' })
    await stack.print('backup', 'prune', '--keep-last', '1', '--yes')
    const { backups } = await stack.json<{ backups: { name: string; state: string }[] }>('backup', 'list')
    expect(backups.map(({ name }) => name)).toEqual(places[0]?.kept.map(({ name }) => name))
    for (const { name } of backups) expect(await stack.print('backup', 'verify', name)).toContain('is sound')
  })

  it('stay as they are when the place is lost half way', async () => {
    const gone = `s3://chat?endpoint=http://127.0.0.1:9`
    const { code, stdout } = await stack.run(['backup', 'create', '--away', gone, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ backup: { away: { 's3://chat': { created_ts: null } } } })
    expect(await stack.print('backup', 'verify', 'latest')).toContain('is sound')
    rmSync(join(stack.home, 'usb'), { recursive: true, force: true })
  }, 60_000)
})

interface Pruned {
  dry_run: boolean
  places: { kept: { name: string; why: string[] }[]; removed: string[] }[]
}

/** One of each kind of file in a backup, and what a drill calls it. */
function artefacts(place: string, name: string): [path: string, named: string][] {
  const own = (path: string) => join(place, 'snapshots', name, path)
  const blobs = readdirSync(join(place, 'blobs'), { recursive: true, withFileTypes: true })
  const blob = blobs.find((entry) => entry.isFile())
  return [
    [own('auth/auth.sqlite.age'), 'auth/auth.sqlite'],
    [own('media/media.sqlite.age'), 'media/media.sqlite'],
    [own('auth/secrets/pepper.age'), 'auth/secrets/pepper'],
    [join(blob?.parentPath ?? '', blob?.name ?? ''), 'media/blobs/'],
    [own('manifest.json.age'), 'manifest.json'],
    [own('index.json'), `the index of`],
  ]
}

function flip(path: string, position: number): void {
  const byte = readFileSync(path)[position] ?? 0
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, Buffer.from([byte ^ 1]), 0, 1, position)
  closeSync(descriptor)
}
