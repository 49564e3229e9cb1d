import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { isMadeUpFor } from '../drill/made-up-for.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { changeBackupState, readBackupState } from './backup-state.ts'
import type { FailedDrill } from './failed-drill.ts'

const home = mkdtempSync(join(tmpdir(), 'bartab-failed-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const folder = new StackFolder(home, 'small')
const place = join(home, 'usb')
const name = '20260102T000000Z'
const failed: FailedDrill = { name, place, ts: 1, checks: ['restore: chat.sqlite is damaged'] }
const remembered = () => readBackupState(folder).failed_drill

beforeEach(() => {
  mkdirSync(join(place, 'snapshots', name), { recursive: true })
  changeBackupState(folder, 'small', { failed_drill: failed })
  expect(remembered()).toEqual(failed)
})

it('is remembered while the backup is there, and while the disk that it lies on is not', () => {
  rmSync(place, { recursive: true })
  expect(remembered()).toEqual(failed)
})

it('is forgotten once the backup was removed, and stays forgotten', () => {
  rmSync(join(place, 'snapshots', name), { recursive: true })
  expect(remembered()).toBeNull()
  changeBackupState(folder, 'small', {})
  mkdirSync(join(place, 'snapshots', name))
  expect(remembered()).toBeNull()
})

it.each(['s3://chat', undefined])('of a backup in %s is remembered: nobody looks there', (elsewhere) => {
  const there = { ...failed, ...(elsewhere === undefined ? { place: undefined } : { place: elsewhere }) } as FailedDrill
  changeBackupState(folder, 'small', { failed_drill: there })
  expect(remembered()).toMatchObject({ name })
})

it.each([
  ['a newer one, wherever it lies', '20260103T000000Z', '/mnt/other', true],
  ['a newer one of the same second', `${name}-2`, '/mnt/other', true],
  ['the same one, mended in its place', name, place, true],
  ['the same one in another place', name, '/mnt/other', false],
  ['an older one', '20260101T000000Z', place, false],
])('is made up for, or not, when a drill proves %s', (_, proved, where, isSo) => {
  expect(isMadeUpFor(failed, { name: proved, place: where })).toBe(isSo)
})

it('of a backup in a bucket is made up for by the same one, proved there later', () => {
  const inBucket = { ...failed, place: 's3://chat/here' }
  expect(isMadeUpFor(inBucket, { name, place: 's3://chat/here' })).toBe(true)
  expect(isMadeUpFor(inBucket, { name, place })).toBe(false)
})
