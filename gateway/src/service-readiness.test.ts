import { Readiness } from '@bartab/kit'
import { expect, test } from 'vitest'
import { serviceReadiness } from './service-readiness.ts'
import type { ReadinessAnswer } from './upstream/ask-readiness.ts'
import type { Upstreams } from './upstream/upstreams.ts'

function watched() {
  let [now, asked] = [0, 0]
  let found: ReadinessAnswer = { health: 'away', reason: 'it cannot be reached' }
  const look = async () => {
    asked += 1
    return [found]
  }
  const readiness = new Readiness()
  serviceReadiness(readiness, { of: () => ({ look }) } as unknown as Upstreams, () => now)
  return {
    pass: (ms: number) => (now += ms),
    becomes: (health: ReadinessAnswer['health']) => {
      found = { health, reason: undefined }
    },
    async seen() {
      const before = asked
      const { status } = await readiness.report()
      return { status, asked: asked - before }
    },
  }
}

test('services that are away are asked again soon: a stack that starts is ready when they are', async () => {
  const { seen, pass, becomes } = watched()
  expect(await seen()).toEqual({ status: 'failing', asked: 3 })
  expect(await seen()).toEqual({ status: 'failing', asked: 0 })
  becomes('ready')
  pass(60)
  expect(await seen()).toEqual({ status: 'ok', asked: 3 })
})

test('services that are ready are asked twice a second at the most, however often it is asked after', async () => {
  const { seen, pass, becomes } = watched()
  becomes('ready')
  expect(await seen()).toEqual({ status: 'ok', asked: 3 })
  pass(400)
  expect(await seen()).toEqual({ status: 'ok', asked: 0 })
  pass(200)
  expect(await seen()).toEqual({ status: 'ok', asked: 3 })
})
