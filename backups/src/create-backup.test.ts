import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SmallStack } from './small-stack.fixture.ts'
import { verifyBackup } from './verify-backup.ts'

const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path)

describe('a backup', () => {
  it('holds the databases, the secrets and every file that is named, and says where the log stood', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('a picture')
    const { name, folder, manifest } = await stack.backup()
    expect(name).toBe('20260131T180500Z')
    expect(manifest).toMatchObject({ log: { epoch: 'first', head: 2 }, migrations: { auth: 1, chat: 1, media: 1 } })
    expect(pathsOf(manifest.files)).toEqual([
      'auth/auth.sqlite',
      'auth/secrets/pepper',
      'chat/chat.sqlite',
      `media/${blob}`,
      'media/media.sqlite',
    ])
    expect(readFileSync(join(folder, 'media', blob), 'utf8')).toBe('a picture')
    expect((await verifyBackup(folder)).faults).toEqual([])
  })

  it('can be read by its owner alone', async () => {
    using stack = new SmallStack()
    const { folder, manifest } = await stack.backup()
    const modes = [...pathsOf(manifest.files), 'manifest.json'].map((path) => statSync(join(folder, path)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('leaves out files that nothing names', async () => {
    using stack = new SmallStack()
    stack.write('media', 'blobs/public/00/stray', 'left by a crash')
    expect(pathsOf((await stack.backup()).manifest.files)).not.toContain('media/blobs/public/00/stray')
  })

  it('copies media after chat, so that a file which a message names is there', async () => {
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

  it('fetches a file that came after the stream of files had begun', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('late')
    const { manifest } = await stack.backup({
      files: (service, path) => (path === 'blobs' ? empty() : stack.source.files(service, path)),
    })
    expect(pathsOf(manifest.files)).toContain(`media/${blob}`)
    expect(manifest.warnings).toEqual([])
  })

  it('does not miss a file that was deleted while it ran', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('deleted meanwhile')
    let deleted = false
    const { manifest } = await stack.backup({
      files: (service, path) => {
        if (path === 'blobs' && !deleted) {
          deleted = true
          rmSync(stack.path('media', blob))
          stack.sql('media', 'UPDATE media SET deleted_ts = 1')
        }
        return stack.source.files(service, path)
      },
    })
    expect(deleted).toBe(true)
    expect(manifest.warnings).toEqual([])
  })

  it('warns of a file that was lost before, and is made all the same', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('lost')
    rmSync(stack.path('media', blob))
    expect((await stack.backup()).manifest.warnings).toEqual([`media names ${blob}, which was not there`])
  })

  it.each(['chat', 'media', 'auth'])(
    'that fails at %s leaves nothing that looks whole, and no copy behind',
    async (at) => {
      using stack = new SmallStack()
      const failing = stack.backup({
        snapshot: (service) =>
          service === at ? Promise.reject(new Error('disk full')) : stack.source.snapshot(service),
      })
      await expect(failing).rejects.toThrow('disk full')
      expect(stack.place.names()).toEqual([])
      expect(readdirSync(stack.place.folder)).toEqual([])
      expect(readdirSync(stack.path('chat', ''))).toEqual(['chat.sqlite'])
    },
  )

  it('is refused when a database did not arrive as it was copied', async () => {
    using stack = new SmallStack()
    const snapshot: typeof stack.source.snapshot = async (service) => {
      const taken = await stack.source.snapshot(service)
      return service === 'auth' ? { ...taken, sha256: 'another' } : taken
    }
    await expect(stack.backup({ snapshot })).rejects.toMatchObject({ code: 'COPY_DIFFERS' })
    expect(stack.place.names()).toEqual([])
  })

  it('without the keys fails to be made', async () => {
    using stack = new SmallStack()
    rmSync(stack.path('auth', 'secrets'), { recursive: true })
    await expect(stack.backup()).rejects.toMatchObject({ code: 'NO_KEYS' })
  })

  it('cleans up what a killed one left, and never takes the name of another', async () => {
    using stack = new SmallStack()
    stack.place.begin(stack.now - 1000)
    const [one, two] = [await stack.backup(), await stack.backup()]
    expect(stack.place.names()).toEqual([two.name, one.name])
    expect(readdirSync(stack.place.folder).sort()).toEqual([one.name, two.name].sort())
  })
})

async function* empty() {}
