import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskReserve } from './disk-reserve.ts'

let folder: string
let reserve: DiskReserve
const bytes = 1_500_000
const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bartab-reserve-'))
  reserve = new DiskReserve(join(folder, 'reserve'), bytes)
  await reserve.hold()
})
afterEach(() => rm(folder, { recursive: true }))

test('holds its room, and takes no more when asked again', async () => {
  await reserve.hold()
  expect((await stat(join(folder, 'reserve'))).size).toBe(bytes)
})

test('work that finds the disk full is done again with the room let go of, which is taken back later', async () => {
  const outcomes = [full, 'done']
  const work = () => {
    const outcome = outcomes.shift()
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  expect(reserve.spend(work)).toBe('done')
  expect(await readdir(folder)).toEqual([])
  await reserve.hold()
  expect(await readdir(folder)).toEqual(['reserve'])
})

test('another failure is passed on and costs nothing', async () => {
  expect(() =>
    reserve.spend(() => {
      throw new Error('another')
    }),
  ).toThrow('another')
  expect(await readdir(folder)).toEqual(['reserve'])
})

test('a disk that stays full is told as such', () => {
  expect(() =>
    reserve.spend(() => {
      throw full
    }),
  ).toThrow('full')
})
