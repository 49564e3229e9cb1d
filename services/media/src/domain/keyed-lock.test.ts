import { expect, test } from 'vitest'
import { KeyedLock } from './keyed-lock.ts'

test('work under one key runs in turn, under two keys side by side', async () => {
  const lock = new KeyedLock()
  const log: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = lock.hold('a', async () => {
    log.push('a1 in')
    await gate.promise
    log.push('a1 out')
  })
  const second = lock.hold('a', async () => void log.push('a2'))
  const third = lock.hold('a', async () => void log.push('a3'))
  await lock.hold('b', async () => void log.push('b'))
  gate.resolve()
  await Promise.all([first, second, third])
  expect(log).toEqual(['a1 in', 'b', 'a1 out', 'a2', 'a3'])
})

test('a failure is its own and does not block the next', async () => {
  const lock = new KeyedLock()
  const failing = lock.hold('a', async () => Promise.reject(new Error('no')))
  const next = lock.hold('a', async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
