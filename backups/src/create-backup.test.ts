import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { BackupFault } from './backup-fault.ts'
import { SmallStack } from './small-stack.fixture.ts'
import type { BackupStore } from './stores/backup-store.ts'
import { verifyBackup } from './verify-backup.ts'

const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path)
const blobsOf = (stack: SmallStack) => stack.stored().filter((name) => name.startsWith('blobs/'))

describe('a backup', () => {
  it('holds the databases, the secrets and every file that is named, and says where the log stood', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('a picture')
    const { index, manifest } = await stack.backup()
    expect(index).toMatchObject({ name: '20260131T180500Z', sealed: 'age', log: { epoch: 'first', head: 2 } })
    expect(manifest).toMatchObject({ migrations: { auth: 1, chat: 1, media: 1 }, warnings: [] })
    expect(manifest.keys).toEqual(['auth/secrets/pepper', 'auth/secrets/signing-keys.key'])
    expect(pathsOf(manifest.files)).toEqual([
      'auth/auth.sqlite',
      'auth/secrets/pepper',
      'auth/secrets/signing-keys.key',
      'chat/chat.sqlite',
      `media/${blob}`,
      'media/media.sqlite',
    ])
    const opened = await stack.open(index)
    const file = opened.manifest.files.find(({ path }) => path === `media/${blob}`)
    expect(file && (await text(await opened.read(file)))).toBe('a picture')
    expect((await verifyBackup(stack.repository, index.name)).faults).toEqual([])
  })

  it('says nothing of its content to who has no key', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    const { index, manifest } = await stack.backup()
    const seen = JSON.stringify([stack.stored(), index])
    for (const { sha256, path } of manifest.files) {
      expect(seen).not.toContain(sha256)
      if (path.includes('blobs/')) expect(seen).not.toContain(path)
    }
    for (const name of stack.stored().filter((stored) => !stored.endsWith('index.json'))) {
      expect(await text(await stack.repository.store.read(name))).toMatch(/^age-encryption\.org\/v1\n/)
    }
  })

  it('is written as it is where that was asked for', async () => {
    using stack = new SmallStack().plain()
    const blob = stack.upload('a picture')
    const { index, manifest } = await stack.backup()
    expect(index.sealed).toBe('plain')
    const object = manifest.files.find(({ path }) => path === `media/${blob}`)?.object ?? ''
    expect(await text(await stack.repository.store.read(object))).toBe('a picture')
  })

  it('can be read by its owner alone', async () => {
    using stack = new SmallStack()
    await stack.backup()
    const modes = stack.stored().map((name) => statSync(join(stack.folder, name)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
  })

  it('does not write a file twice that the repository holds', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    await stack.backup()
    const [before] = blobsOf(stack)
    const { ino } = statSync(join(stack.folder, before ?? ''))
    stack.upload('another')
    const { index } = await stack.backup()
    expect(blobsOf(stack)).toHaveLength(2)
    expect(blobsOf(stack)).toContain(before)
    expect(statSync(join(stack.folder, before ?? '')).ino).toBe(ino)
    expect(index.objects.map(({ name }) => name)).toEqual(expect.arrayContaining(blobsOf(stack)))
  })

  it('leaves out files that nothing names', async () => {
    using stack = new SmallStack()
    stack.write('media', 'blobs/public/00/stray', 'left by a crash')
    expect(pathsOf((await stack.backup()).manifest.files)).not.toContain('media/blobs/public/00/stray')
  })

  it('cuts media after chat, so that a file which a message names is there', async () => {
    using stack = new SmallStack()
    let late = ''
    const { manifest } = await stack.backup({
      snapshot: async (service) => {
        const taken = await stack.source.snapshot(service)
        if (service === 'chat') late = stack.upload('sent while the backup ran')
        return taken
      },
    })
    expect(pathsOf(manifest.files)).toContain(`media/${late}`)
  })

  it('reads many new files in one stream, and those that it does not hold one by one', async () => {
    using stack = new SmallStack()
    const paths = Array.from({ length: 70 }, (_, n) => stack.upload(`file ${n}`))
    const asked: string[] = []
    const files: typeof stack.source.files = (service, path) => {
      asked.push(path)
      return path === 'blobs' ? firstOf(stack.source.files(service, path), 30) : stack.source.files(service, path)
    }
    const { manifest } = await stack.backup({ files })
    expect(pathsOf(manifest.files)).toEqual(expect.arrayContaining(paths.map((path) => `media/${path}`)))
    expect(asked.filter((path) => path.startsWith('blobs/'))).toHaveLength(40)
  })

  it('writes two of many files at a time, and never the same twice', async () => {
    using stack = new SmallStack()
    for (let n = 0; n < 70; n += 1) stack.upload(`file ${n}`)
    const [hash = ''] = stack.upload('of two rooms').split('/').slice(-1)
    stack.write('media', `blobs/room/${hash.slice(0, 2)}/${hash}`, 'of two rooms')
    stack.sql('media', `INSERT INTO media VALUES ('again', 'room', '${hash}', 12, NULL)`)
    const { store } = stack.repository
    const [written, writing, most] = [[] as string[], new Set<string>(), { atOnce: 0 }]
    const watched: BackupStore = Object.assign(Object.create(store), {
      write: async (name: string, content: Readable) => {
        if (name.startsWith('blobs/')) written.push(name)
        writing.add(name)
        most.atOnce = Math.max(most.atOnce, writing.size)
        await setImmediate()
        await store.write(name, content)
        writing.delete(name)
      },
    })
    const files: typeof stack.source.files = async function* (service, path) {
      const all = await Array.fromAsync(stack.source.files(service, path))
      yield* all.toSorted((a, b) => basename(a.path).localeCompare(basename(b.path)))
    }
    await stack.backup({ files }, watched)
    expect(most.atOnce).toBe(2)
    expect(written).toHaveLength(71)
    expect(new Set(written).size).toBe(71)
  })

  it('says what went wrong with one of many files, and has nothing go on behind it', async () => {
    using stack = new SmallStack()
    for (let n = 0; n < 70; n += 1) stack.upload(`file ${n}`)
    const { store } = stack.repository
    const counts = { begun: 0, ended: 0 }
    const full: BackupStore = Object.assign(Object.create(store), {
      write: async (name: string, content: Readable) => {
        if (!name.startsWith('blobs/')) return await store.write(name, content)
        counts.begun += 1
        const isLast = counts.begun === 5
        for await (const _ of content) if (isLast) break
        counts.ended += 1
        if (isLast) throw new BackupFault('DISK_FULL', 'full', 'no space left')
      },
    })
    await expect(stack.backup({}, full)).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(counts.begun).toBeLessThan(8)
    expect(counts.ended).toBe(counts.begun)
    expect(await stack.repository.names()).toEqual([])
  })

  it('does not miss a file that was deleted while it ran', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('deleted meanwhile')
    const { manifest } = await stack.backup({
      files: (service, path) => {
        if (path === blob) {
          rmSync(stack.path('media', blob), { force: true })
          stack.sql('media', 'UPDATE media SET deleted_ts = 1')
        }
        return stack.source.files(service, path)
      },
    })
    expect(manifest.warnings).toEqual([])
  })

  it('warns of a file that was lost before, and is made all the same', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('lost')
    rmSync(stack.path('media', blob))
    expect((await stack.backup()).manifest.warnings).toEqual([`media names ${blob}, which was not there`])
  })

  it('keeps a damaged file as it is, away from those that are shared by their content', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('a picture')
    stack.write('media', blob, 'damaged')
    const { index, manifest } = await stack.backup()
    expect(manifest.warnings).toEqual([`${blob} of media has other content than its name says`])
    expect(blobsOf(stack)).toEqual([])
    const opened = await stack.open(index)
    const file = opened.manifest.files.find(({ path }) => path === `media/${blob}`)
    expect(file && (await text(await opened.read(file)))).toBe('damaged')
  })

  it.each(['chat', 'media', 'auth'])('that fails at %s leaves nothing, and no copy behind', async (at) => {
    using stack = new SmallStack()
    const failing = stack.backup({
      snapshot: (service) => (service === at ? Promise.reject(new Error('disk full')) : stack.source.snapshot(service)),
    })
    await expect(failing).rejects.toThrow('disk full')
    expect(stack.stored()).toEqual([])
    expect(readdirSync(stack.path('chat', ''))).toEqual(['chat.sqlite'])
  })

  it('is refused when a database did not arrive as it was copied', async () => {
    using stack = new SmallStack()
    const snapshot: typeof stack.source.snapshot = async (service) => {
      const taken = await stack.source.snapshot(service)
      return service === 'auth' ? { ...taken, sha256: 'another' } : taken
    }
    await expect(stack.backup({ snapshot })).rejects.toMatchObject({ code: 'COPY_DIFFERS' })
    expect(await stack.repository.names()).toEqual([])
  })

  it.each(['secrets', 'secrets/pepper', 'secrets/signing-keys.key'])('without %s fails to be made', async (path) => {
    using stack = new SmallStack()
    rmSync(stack.path('auth', path), { recursive: true })
    await expect(stack.backup()).rejects.toMatchObject({ code: 'NO_KEYS' })
    expect(await stack.repository.names()).toEqual([])
  })

  it('cleans up what a killed one left, and never takes the name of another', async () => {
    using stack = new SmallStack()
    const one = await stack.backup()
    await stack.repository.store.write('snapshots/20250101T000000Z/chat/chat.sqlite.age', Readable.from(['half']))
    const two = await stack.backup()
    expect(await stack.repository.names()).toEqual([two.index.name, one.index.name])
    expect(stack.stored().join()).not.toContain('20250101T000000Z')
  })

  it('is not begun where the room is too small for it', async () => {
    using stack = new SmallStack()
    const failing = stack.backup({ measure: async () => ({ database: 1e18, files: 0 }) })
    await expect(failing).rejects.toMatchObject({ code: 'DISK_FULL', fix: expect.stringContaining('prune') })
    expect(stack.stored()).toEqual([])
  })

  it.each([1000, 24_000_000])(
    'says so when the disk fills in the middle of a file of %i bytes, and leaves nothing',
    async (size) => {
      using stack = new SmallStack()
      stack.upload('x'.repeat(size))
      const { store } = stack.repository
      const full: BackupStore = Object.assign(Object.create(store), {
        write: async (name: string, content: Readable) => {
          if (!name.startsWith('blobs/')) return await store.write(name, content)
          for await (const _ of content) throw new BackupFault('DISK_FULL', 'full', 'no space left')
        },
      })
      await expect(stack.backup({}, full)).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(stack.stored()).toEqual([])
    },
  )

  it('says so when the place refuses a large file before it reads any of it', async () => {
    using stack = new SmallStack()
    stack.upload('x'.repeat(24_000_000))
    const { store } = stack.repository
    const refusing: BackupStore = Object.assign(Object.create(store), {
      write: async (name: string, content: Readable) => {
        if (!name.startsWith('blobs/')) return await store.write(name, content)
        content.destroy()
        throw new BackupFault('NOT_WRITABLE', 'read-only', 'EROFS')
      },
    })
    await expect(stack.backup({}, refusing)).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
    expect(stack.stored()).toEqual([])
  })

  it('stops when it is told to, and leaves nothing', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    const files: typeof stack.source.files = (service, path) => {
      if (service === 'media') stack.signal.abort()
      return stack.source.files(service, path)
    }
    await expect(stack.backup({ files })).rejects.toThrow()
    expect(stack.stored()).toEqual([])
  })
})

async function* firstOf<T>(all: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let left = count
  for await (const one of all) {
    yield one
    left -= 1
    if (left === 0) return
  }
}
