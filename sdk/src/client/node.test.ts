import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FileCursorStore, FileTokenStore } from './node.ts'
import type { TokenSet } from './token-store.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bartab-sdk-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

const tokens: TokenSet = { access_token: 'a', expires_ts: 1, refresh_token: 'r', user_id: 'u', scope: '' }

test('tokens come back after a restart, and only their owner can read the file', async () => {
  const file = join(await folder(), 'deep', 'tokens.json')
  await new FileTokenStore(file).save(tokens)
  expect(await new FileTokenStore(file).load()).toEqual(tokens)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('cleared tokens are gone, and clearing twice is no error', async () => {
  const store = new FileTokenStore(join(await folder(), 'tokens.json'))
  await store.save(tokens)
  await store.clear()
  await store.clear()
  expect(await store.load()).toBeUndefined()
})

test('a position is replaced in one step and leaves nothing beside it', async () => {
  const path = await folder()
  const store = new FileCursorStore(join(path, 'cursor'))
  expect(await store.load()).toBeUndefined()
  await store.save('c1')
  await store.save('c2')
  expect(await new FileCursorStore(join(path, 'cursor')).load()).toBe('c2')
  expect(await readdir(path)).toEqual(['cursor'])
})
