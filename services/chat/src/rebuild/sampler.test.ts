import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'
import { Sampler } from './sampler.ts'

test('a room that is not what the log says is reported until it is mended', async () => {
  await using lab = new Lab()
  await lab.room('ann', ['ben'])
  const sampler = new Sampler(
    lab.chat.reading,
    () => 0.5,
    () => 0,
  )
  await sampler.check()
  expect([sampler.finding, sampler.counts.rooms]).toEqual([undefined, 8])
  const set = (topic: string) => lab.chat.store.db.prepare('UPDATE room SET topic = ?').run(topic)
  set('forged')
  await sampler.check()
  expect(sampler.finding).toContain('(room)')
  set('')
  await sampler.check()
  expect(sampler.finding).toBeUndefined()
  expect(sampler.counts).toEqual({ rooms: 24, mismatches: 8, failures: 0 })
})

test('where rooms take long to check, fewer are checked at a time', async () => {
  await using lab = new Lab()
  await lab.room('ann')
  let now = 0
  const clock = () => {
    now += 100
    return now
  }
  const sampler = new Sampler(lab.chat.reading, () => 0.5, clock)
  await sampler.check()
  expect(sampler.counts.rooms).toBe(2)
})
