import { describe, expect, test } from 'vitest'
import type { LocalStore } from '../local-store.ts'

/** What every local store holds to. `open` gives the same store each time it is called within one test. */
export function holdsTheContract(name: string, make: () => Promise<() => LocalStore>, { lasts }: { lasts: boolean }) {
  describe(name, () => {
    test('a text comes back as it was written, and the last one counts', async () => {
      const store = (await make())()
      expect(await store.read('a')).toBeUndefined()
      await store.write('a', 'one')
      await store.write('a', 'zwei\n🐌')
      expect(await store.read('a')).toBe('zwei\n🐌')
    })

    test('keys are apart, whatever letters they have', async () => {
      const store = (await make())()
      const keys = ['a', 'A', 'a/b', '../a', 'a b', 'ä', 'session.room.01J', '%41']
      for (const key of keys) await store.write(key, `of ${key}`)
      for (const key of keys) expect(await store.read(key)).toBe(`of ${key}`)
    })

    test('what was removed is gone, and removing it twice is no failure', async () => {
      const store = (await make())()
      await store.write('a', 'one')
      await store.remove('a')
      await store.remove('a')
      expect(await store.read('a')).toBeUndefined()
    })

    test('writes at the same time leave one of them whole', async () => {
      const store = (await make())()
      const texts = ['x', 'y', 'z'].map((letter) => letter.repeat(20_000))
      await Promise.all(texts.map((text) => store.write('a', text)))
      expect(texts).toContain(await store.read('a'))
    })

    if (!lasts) return
    test('a store that is opened anew has what was written before', async () => {
      const open = await make()
      await open().write('a', 'one')
      expect(await open().read('a')).toBe('one')
    })
  })
}
