import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { checkData } from './check-data.ts'
import { CopiedDatabase } from './copied-database.ts'
import { OpenBackup } from './open-backup.ts'
import { AgeKeys, newAgeKey } from './seals/age-seal.ts'
import { SmallStack } from './small-stack.fixture.ts'
import { endEpoch, restoredFiles, stageDatabases } from './stage-restore.ts'

const staging = (stack: SmallStack) => join(stack.home, 'staging')

async function staged(stack: SmallStack): Promise<OpenBackup> {
  const backup = await stack.open((await stack.backup()).index)
  await stageDatabases(backup, staging(stack))
  return backup
}

describe('a restore, before it touches a stack', () => {
  it('ends the epoch of the log in its own copy', async () => {
    using stack = new SmallStack()
    await staged(stack)
    endEpoch(staging(stack))
    using chat = new CopiedDatabase(join(staging(stack), 'chat.sqlite'), 'chat')
    expect(chat.log()).toEqual({ epoch: '', head: 2 })
  })

  it('refuses a database whose rows refer to nothing', async () => {
    using stack = new SmallStack()
    stack.sql('auth', 'CREATE TABLE session (user_id TEXT REFERENCES user); INSERT INTO session VALUES (NULL)')
    await staged(stack)
    stack.sql('auth', "PRAGMA foreign_keys = OFF; UPDATE session SET user_id = 'nobody'")
    await expect(staged(stack)).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      evidence: ['a row of session refers to a row of user that is not there'],
    })
  })

  it('gives each service its own files, the staged database among them', async () => {
    using stack = new SmallStack()
    const blob = stack.upload('a picture')
    const backup = await staged(stack)
    const files = restoredFiles(backup, staging(stack), 'media')
    const found = await Array.fromAsync(files, async ({ path, size, content }) => [
      path,
      size,
      (await text(content)).length,
    ])
    expect(found.map(([path]) => path)).toEqual(['media.sqlite', blob])
    expect(found[1]).toEqual([blob, 9, 9])
  })

  it('is refused with another key', async () => {
    using stack = new SmallStack()
    const { index } = await stack.backup()
    const other = new AgeKeys((await newAgeKey()).identity, 'another')
    await expect(OpenBackup.open(stack.repository, index, other)).rejects.toMatchObject({ code: 'WRONG_KEY' })
  })
})

describe('what the databases say together', () => {
  const verdicts = (stack: SmallStack, backup: OpenBackup) =>
    Object.fromEntries(checkData(backup, staging(stack)).map(({ name, ok, detail }) => [name, ok || detail]))

  it('is well where nothing is missing', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    expect(verdicts(stack, await staged(stack))).toEqual({ log: true, people: true, files: true })
  })

  it('names a gap in the log', async () => {
    using stack = new SmallStack()
    stack.sql('chat', "INSERT INTO event VALUES (4, 'after a gap')")
    expect(verdicts(stack, await staged(stack))).toMatchObject({ log: '3 events up to 4; the manifest says 4' })
  })

  it('names people without accounts, and files without uploads', async () => {
    using stack = new SmallStack()
    const id = '01J00000000000000000000000'
    stack.sql('chat', `INSERT INTO event VALUES (3, '{"media_id":"${id}"}')`)
    stack.sql('chat', "INSERT INTO user_name VALUES (2, 'bob'); INSERT INTO member VALUES (1, 2)")
    expect(verdicts(stack, await staged(stack))).toMatchObject({ people: 'no account: bob', files: `lost: ${id}` })
  })
})
