import type { Client } from '@bartab/sdk/client'
import type { SearchPage } from '@bartab/sdk/schemas'
import { expect, test, vi } from 'vitest'
import { Search } from './search.ts'

const page = (ids: string, end?: string) =>
  ({ results: [...ids].map((event_id) => ({ event: { event_id }, snippet: [] })), end }) as unknown as SearchPage

function searching() {
  const search = vi.fn<(query: object) => Promise<SearchPage>>()
  return { search, finder: new Search({ messages: { search } } as unknown as Client) }
}

const idsIn = ({ found }: Search) => found.value?.results.map(({ event }) => event.event_id).join('')

test('it goes on where the page before ended, until that is all', async () => {
  const { search, finder } = searching()
  search.mockResolvedValueOnce(page('ab', 'next')).mockResolvedValueOnce(page('c'))
  await finder.begin({ q: 'x', room_id: 'R' })
  await finder.more()
  await finder.more()
  expect(search.mock.calls).toEqual([[{ q: 'x', room_id: 'R' }], [{ q: 'x', room_id: 'R', from: 'next' }]])
  expect(idsIn(finder)).toBe('abc')
})

test('an answer that comes after the next question is passed over', async () => {
  const { search, finder } = searching()
  const slow = Promise.withResolvers<SearchPage>()
  search.mockReturnValueOnce(slow.promise).mockResolvedValueOnce(page('b'))
  const first = finder.begin({ q: 'slow' })
  await finder.begin({ q: 'quick' })
  slow.resolve(page('a'))
  await first
  expect(idsIn(finder)).toBe('b')
})
