import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Rounds } from './rounds.ts'

test('there are as many rounds as were asked for, and each is told of', async () => {
  const said: string[] = []
  const rounds = new Rounds({ rounds: 2, mostSeconds: 60, say: (line) => void said.push(line) })
  await rounds.run('load', async () => 'ours 1')
  expect(said.map((line) => line.replace(/ \d+ s/, ''))).toEqual([
    'load, round 1 of 2,: ours 1',
    'load, round 2 of 2,: ours 1',
  ])
})

test('where the time is over there are fewer, and it is said; there is always one', async () => {
  const said: string[] = []
  const rounds = new Rounds({ rounds: 9, mostSeconds: 0, say: (line) => void said.push(line) })
  await rounds.run('load', async () => {
    await sleep(5)
    return ''
  })
  expect([rounds.done, said.at(-1)]).toEqual([1, 'load: 1 of 9 rounds, since 0 s are over'])
})
