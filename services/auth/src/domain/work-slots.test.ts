import { describe, expect, it } from 'vitest'
import { WorkSlots } from './work-slots.ts'

describe('work slots', () => {
  it('run no more at once than there are slots, and all in the end', async () => {
    const slots = new WorkSlots({ slots: 2, maxWaiting: 10 })
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return 'done'
    }
    expect(await Promise.all(Array.from({ length: 8 }, () => slots.run(work)))).toEqual(new Array(8).fill('done'))
    expect(most).toBe(2)
  })

  it('refuse at once when too many wait', async () => {
    const slots = new WorkSlots({ slots: 1, maxWaiting: 1 })
    const { promise, resolve } = Promise.withResolvers<void>()
    const held = [slots.run(() => promise), slots.run(() => promise)]
    await expect(slots.run(() => promise)).rejects.toMatchObject({ code: 'LOGIN_BUSY' })
    resolve()
    await Promise.all(held)
    expect(await slots.run(async () => 'free again')).toBe('free again')
  })

  it('are given back when the work fails', async () => {
    const slots = new WorkSlots({ slots: 1, maxWaiting: 0 })
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await slots.run(async () => 'free again')).toBe('free again')
  })
})
