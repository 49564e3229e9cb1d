import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

const pollers = 2000
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

test('two thousand pollers are cut off and come back at once: each goes on where it was, and misses nothing', {
  timeout: 240_000,
}, async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', [], 'public')
  const names = Array.from({ length: 20 }, (_, n) => `p${n}`)
  for (const name of names) await lab.call(name, 'POST', `/rooms/${room}/join`)
  const filter = JSON.stringify({ ephemeral: false })
  const places = new Map<string, string>()
  for (const name of names) places.set(name, (await lab.sync(name, undefined, { filter })).next_batch)
  const poll = (n: number, timeout: number) => {
    const name = names[n % names.length] ?? ''
    return lab.sync(name, places.get(name), { filter, timeout: String(timeout) })
  }
  const all = (timeout: number) => Array.from({ length: pollers }, (_, n) => poll(n, timeout))

  const held = all(60_000)
  await until(() => lab.chat.audience.waiting === pollers)
  lab.chat.desk.drain()
  for (const answer of await Promise.all(held)) expect(answer.events).toEqual([])
  expect(lab.chat.audience.waiting).toBe(0)

  await lab.say('ann', room, 'said while they were away')
  const back = await Promise.all(all(0))
  expect(back.every(({ events }) => texts(events).join() === 'said while they were away')).toBe(true)
  expect(back.every((answer) => answer.rebase === undefined)).toBe(true)
})
