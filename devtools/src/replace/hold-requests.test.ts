import { beforeEach, expect, test, vi } from 'vitest'
import type { Holding } from './gateway-control.ts'
import { holdRequests } from './hold-requests.ts'

vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void paused.push(ms) }))

const paused: number[] = []
beforeEach(() => {
  paused.length = 0
})

/** A gateway in which so many requests are under way, try by try. */
function gateway(...underWay: number[]) {
  return gatewayThat({ leavesMs: 1500 }, ...underWay)
}

function gatewayThat({ leavesMs }: { leavesMs: number }, ...underWay: number[]) {
  const asked: string[] = []
  const control = {
    hold: async (services: readonly { service: string }[], longestMs: number): Promise<Holding> => {
      asked.push(`hold ${services.map(({ service }) => service).join(', ')} for ${longestMs}`)
      const left = underWay.shift() ?? 0
      return { origins: ['http://chat:8080'], drained: left === 0, underWay: left, leftMs: leavesMs }
    },
    release: async (services: readonly string[]) => {
      asked.push(`release ${services.join(', ')}`)
      return { waited: 0, held_ms: 0, expired: false }
    },
  }
  return { asked, control }
}

test('requests to a service wait, and before them those to who would ask it', async () => {
  const { asked, control } = gateway()
  expect(await holdRequests(control, 'chat', 2000)).toMatchObject({ services: ['chat', 'media'], leftMs: 1500 })
  expect(asked).toEqual(['hold media, chat for 1900'])
})

test('while something is under way nobody is held for it; it is tried again', async () => {
  const { asked, control } = gateway(2, 1, 0)
  await holdRequests(control, 'media', 2000)
  const [hold, release] = ['hold media for 1900', 'release media']
  expect(asked).toEqual([hold, release, hold, release, hold])
  expect(paused.slice(0, 3)).toEqual([0, 500, 1000])
})

test('one that is never without work is not touched, and nobody is left waiting', async () => {
  const { asked, control } = gateway(...Array.from({ length: 20 }, () => 3))
  await expect(holdRequests(control, 'media', 2000)).rejects.toMatchObject({
    code: 'STILL_BUSY',
    evidence: [expect.stringContaining('3 requests were under way'), 'nothing was changed'],
  })
  expect(asked.at(-1)).toBe('release media')
})

test('a gateway that answers when the time is over is not said to have requests under way', async () => {
  const { control } = gatewayThat({ leavesMs: 0 })
  await expect(holdRequests(control, 'media', 2000)).rejects.toMatchObject({
    code: 'STILL_BUSY',
    evidence: [expect.stringContaining('nothing was under way'), 'nothing was changed'],
    fix: expect.stringContaining('when the machine has less to do'),
  })
})
