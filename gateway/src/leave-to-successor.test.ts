import { once } from 'node:events'
import { createServer } from 'node:http'
import { Lifecycle } from '@bartab/kit'
import { expect, it } from 'vitest'
import { leaveToSuccessor } from './leave-to-successor.ts'

it('a gateway with a successor has stopped listening before any poll is ended, whoever ends polls first', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const lifecycle = new Lifecycle()
  const listening: boolean[] = []
  lifecycle.onDrain(() => void listening.push(server.listening))
  leaveToSuccessor({ app: { server }, lifecycle, drainTimeoutMs: 1_000 })
  expect(server.listening).toBe(true)
  await lifecycle.stop()
  expect(listening).toEqual([false])
})
