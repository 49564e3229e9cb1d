import { expect, test } from 'vitest'
import { SingleFlight } from './single-flight.ts'

test('a burst for one key does the work once, and a later call does it again', async () => {
  const flights = new SingleFlight<number>()
  let runs = 0
  const work = async () => ++runs
  expect(await Promise.all([flights.run('a', work), flights.run('a', work), flights.run('a', work)])).toEqual([1, 1, 1])
  expect(await flights.run('b', work)).toBe(2)
  expect(await flights.run('a', work)).toBe(3)
})

test('a failure reaches all who wait and is not kept', async () => {
  const flights = new SingleFlight<string>()
  const failing = () => Promise.reject(new Error('no'))
  const burst = await Promise.allSettled([flights.run('a', failing), flights.run('a', failing)])
  expect(burst.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await flights.run('a', async () => 'yes')).toBe('yes')
})
