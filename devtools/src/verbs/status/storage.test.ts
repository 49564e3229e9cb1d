import { expect, test } from 'vitest'
import { storageLine, storageState } from './storage.ts'

const state = { files: 2, bytes: 3_000_000, total_bytes: 1e12, free_bytes: 5e11, growth_bytes_per_day: 10 }

test('the line says what is held, what is free, and when the disk is full', () => {
  expect(storageLine(state)).toBe('2 files, 3.0 MB; 500 GB of the disk free')
  expect(storageLine({ ...state, full_ts: Date.UTC(2027, 0, 31) })).toBe(
    '2 files, 3.0 MB; 500 GB of the disk free, full on 2027-01-31 at this rate',
  )
})

test('a media service that is not there, or an older one, says nothing', async () => {
  expect(await storageState({ internal: async () => undefined })).toBeUndefined()
  expect(await storageState({ internal: async () => ({ status: 404, body: '' }) })).toBeUndefined()
  expect(await storageState({ internal: async () => ({ status: 200, body: JSON.stringify(state) }) })).toEqual(state)
})
