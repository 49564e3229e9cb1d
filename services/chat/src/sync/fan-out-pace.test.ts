import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'
import { FanOutPace } from './fan-out-pace.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setImmediate'] }))
afterEach(() => void vi.useRealTimers())

const crowd = (from: number, count = 100) => new Set(Array.from({ length: count }, (_, no) => from + no))

/** A pace whose fan-outs take so many milliseconds each. */
function paced(tookMs: number) {
  const told: number[][] = []
  const pace = new FanOutPace(
    (people) => {
      told.push([...people])
      vi.setSystemTime(Date.now() + tookMs)
    },
    () => Date.now(),
  )
  return { pace, told }
}

test('what happens while the server rests from a fan-out is told together, and to each once', async () => {
  const { pace, told } = paced(4)
  pace.news(crowd(1))
  expect(told).toEqual([[...crowd(1)]])
  for (let n = 0; n < 3; n++) pace.news(crowd(1))
  pace.news(crowd(51))
  await vi.advanceTimersByTimeAsync(2)
  expect(told.length).toBe(1)
  await vi.advanceTimersByTimeAsync(4)
  expect(told.slice(1)).toEqual([[...crowd(1, 150)]])
})

test('the rest has a ceiling, and after it news is told at once again', async () => {
  const { pace, told } = paced(500)
  pace.news(crowd(1))
  pace.news(crowd(1))
  await vi.advanceTimersByTimeAsync(26)
  expect(told.length).toBe(2)
  await vi.advanceTimersByTimeAsync(26)
  pace.news(crowd(1))
  expect(told.length).toBe(3)
})

test('a few people never wait, and a fan-out that takes no time needs no rest', async () => {
  const busy = paced(500)
  busy.pace.news(crowd(1))
  busy.pace.news(new Set([7]))
  expect(busy.told.at(-1)).toEqual([7])
  const calm = paced(0)
  calm.pace.news(crowd(1))
  await vi.advanceTimersByTimeAsync(1)
  calm.pace.news(crowd(1))
  expect(calm.told.length).toBe(2)
})

test('who polls again while the crowd rests is told of all that happened by its end, and nobody is told of it twice', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await using lab = new Lab()
  const names = Array.from({ length: 20 }, (_, no) => `p${no}`)
  const room = await lab.room('ann', names)
  for (const name of names) await lab.sync(name)
  const { next_batch } = await lab.sync('p0')
  await vi.advanceTimersByTimeAsync(26)
  await lab.say('ann', room, 'one')
  const first = await lab.sync('p0', next_batch, { timeout: '30000' })
  await lab.say('ann', room, 'two')
  const held = lab.sync('p0', first.next_batch, { timeout: '30000' })
  await lab.say('ann', room, 'three')
  await vi.advanceTimersByTimeAsync(26)
  const second = await held
  expect([texts(first.events), texts(second.events)]).toEqual([['one'], ['two', 'three']])
  expect(texts((await lab.sync('p0', second.next_batch)).events)).toEqual([])
})

test('nobody who waits is told after the end', async () => {
  const { pace, told } = paced(4)
  pace.news(crowd(1))
  pace.news(crowd(1))
  pace.stop()
  pace.news(crowd(1))
  await vi.advanceTimersByTimeAsync(100)
  expect(told.length).toBe(1)
})
