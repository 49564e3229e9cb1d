import { expect, it } from 'vitest'
import { syncAsItGrows } from './sync-as-it-grows.ts'

it('a growing file is forced onto the disk whenever it has grown by 4 MB, and not in between', async () => {
  const megabytes = [0, 3, 5, 6, 8, 9, 20, 20]
  const synced: number[] = []
  let size = 0
  async function* looks() {
    for (const grown of megabytes) {
      size = grown << 20
      yield
    }
  }
  const file = { stat: async () => ({ size }), datasync: async () => void synced.push(size >> 20) }
  await syncAsItGrows(file, looks())
  expect(synced).toEqual([5, 9, 20])
})
