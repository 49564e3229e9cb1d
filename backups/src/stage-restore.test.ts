import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { CopiedDatabase } from './copied-database.ts'
import { SmallStack } from './small-stack.fixture.ts'
import { restoredFiles, stageDatabases } from './stage-restore.ts'

describe('a restore, before it touches a stack', () => {
  it('ends the epoch of the log in its own copy, and leaves the backup as it was', async () => {
    using stack = new SmallStack()
    const { folder } = await stack.backup()
    await stageDatabases(folder, join(stack.home, 'staging'))
    using staged = new CopiedDatabase(join(stack.home, 'staging/chat.sqlite'), 'chat')
    using kept = new CopiedDatabase(join(folder, 'chat/chat.sqlite'), 'chat')
    expect(staged.log()).toEqual({ epoch: '', head: 2 })
    expect(kept.log()).toEqual({ epoch: 'first', head: 2 })
  })

  it('refuses a database whose rows refer to nothing', async () => {
    using stack = new SmallStack()
    stack.sql('auth', 'CREATE TABLE session (user_id TEXT REFERENCES user); INSERT INTO session VALUES (NULL)')
    const { folder } = await stack.backup()
    await stageDatabases(folder, join(stack.home, 'staging'))
    stack.sql('auth', "PRAGMA foreign_keys = OFF; UPDATE session SET user_id = 'nobody'")
    const broken = await stack.backup()
    await expect(stageDatabases(broken.folder, join(stack.home, 'staging'))).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      evidence: ['a row of session refers to a row of user that is not there'],
    })
  })

  it('gives each service its own files, the staged database among them', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('a picture')
    const { folder, manifest } = await stack.backup()
    await stageDatabases(folder, join(stack.home, 'staging'))
    const files = restoredFiles(folder, join(stack.home, 'staging'), manifest, 'media')
    const found = await Array.fromAsync(files, async ({ path, size, content }) => [
      path,
      size,
      (await text(content)).length,
    ])
    expect(found.map(([path]) => path)).toEqual(['media.sqlite', blob])
    expect(found[1]).toEqual([blob, 9, 9])
  })
})
