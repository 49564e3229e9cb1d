import { expect, it } from 'vitest'
import { FewAtOnce } from './few-at-once.ts'

it('begins the next once there is room, and throws what one failed with to who begins or ends', async () => {
  const few = new FewAtOnce(2)
  const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const began: string[] = []
  const begin = async (name: string, act: Promise<void> = Promise.resolve()) => {
    await few.begin(name, async () => {
      began.push(name)
      await act
    })
  }
  await begin('one', one.promise)
  await begin('two', two.promise)
  const third = begin('three')
  await new Promise((resolve) => setImmediate(resolve))
  expect(began).toEqual(['one', 'two'])
  one.resolve()
  await third
  expect(began).toEqual(['one', 'two', 'three'])
  two.reject(new Error('the disk is full'))
  await few.ended('two')
  await expect(begin('four')).rejects.toThrow('the disk is full')
  await expect(few.end()).rejects.toThrow('the disk is full')
  expect(began).not.toContain('four')
})
