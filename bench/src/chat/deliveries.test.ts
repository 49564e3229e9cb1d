import { expect, test } from 'vitest'
import { deliveries, type Listener } from './deliveries.ts'

/** A room in this process that tells whoever comes all that was said before, as a first poll does. */
class TellingRoom {
  readonly #said: string[] = []
  readonly #hearing = new Set<(text: string) => void>()

  listener(): Listener {
    return {
      tell: async (text) => {
        this.#said.push(text)
        for (const hear of this.#hearing) hear(text)
      },
      listen: (hear) => {
        this.#hearing.add(hear)
        hear(this.#said.join(' '))
        return { stop: async () => void this.#hearing.delete(hear) }
      },
    }
  }
}

test('a round counts what was said in it, and nothing of the rounds before', async () => {
  const room = new TellingRoom()
  const people = [room.listener(), room.listener()]
  expect((await deliveries(people, 40, 0.1)).part).toBe(1)
  expect((await deliveries(people, 40, 0.1)).part).toBe(1)
})

test('a message that reaches nobody counts against the server', async () => {
  const deaf: Listener = { tell: async () => {}, listen: () => ({ stop: async () => {} }) }
  const room = new TellingRoom()
  const { part } = await deliveries([room.listener(), deaf], 20, 0.1, 0)
  expect(part).toBeLessThan(1)
})
