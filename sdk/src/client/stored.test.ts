import { expect, test } from 'vitest'
import { MemoryStore } from '../store/local-store.ts'
import { StoredCursor } from './cursor-store.ts'
import { StoredTokens, type TokenSet } from './token-store.ts'

const tokens: TokenSet = { access_token: 'a', expires_ts: 1, refresh_token: 'r', user_id: 'u', scope: '' }

test('tokens come back from a store, and cleared ones are gone', async () => {
  const store = new MemoryStore()
  await new StoredTokens(store).save(tokens)
  expect(await new StoredTokens(store).load()).toEqual(tokens)
  expect(await new StoredTokens(store, 'of another account').load()).toBeUndefined()
  await new StoredTokens(store).clear()
  expect(await new StoredTokens(store).load()).toBeUndefined()
})

test('a position comes back from a store, beside the tokens in it', async () => {
  const store = new MemoryStore()
  await new StoredTokens(store).save(tokens)
  expect(await new StoredCursor(store).load()).toBeUndefined()
  await new StoredCursor(store).save('c1')
  expect(await new StoredCursor(store).load()).toBe('c1')
  expect(await new StoredTokens(store).load()).toEqual(tokens)
})
