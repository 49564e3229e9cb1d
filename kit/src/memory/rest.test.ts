import { describe, expect, it } from 'vitest'
import { Rest } from './rest.ts'

const small = 20 << 20

describe('Rest', () => {
  /** What each look finds, in which the process has used so many milliseconds more. */
  const found = (rest: Rest, ...used: number[]) => {
    let cpuMs = 0
    return used.map((ms) => {
      cpuMs += ms
      return rest.begins({ cpuMs, heapBytes: small })
    })
  }
  const minute = Array.from({ length: 20 }, () => 20)

  it('begins once, right after a start', () => {
    expect(found(new Rest(), 600, ...minute)).toEqual([false, true, ...minute.slice(1).map(() => false)])
  })

  it('after further work begins again once a minute has passed without any', () => {
    const looks = found(new Rest(), 600, 20, 700, ...minute.slice(1), 400, ...minute, ...minute)
    expect(looks.flatMap((begins, at) => (begins ? [at] : []))).toEqual([1, 3 + 19 + 20])
  })

  it('does not begin while there is work', () => {
    const rest = new Rest()
    expect([400, 800, 1_200, 1_600].map((cpuMs) => rest.begins({ cpuMs, heapBytes: small }))).not.toContain(true)
  })

  it('does not begin again however long it lasts: what timers need is no work', () => {
    const rest = new Rest()
    expect(
      [50, 100, 150, 200, 250, 300, 350, 400].map((cpuMs) => rest.begins({ cpuMs, heapBytes: small })),
    ).not.toContain(true)
  })

  it('leaves a large heap alone, whose content is in use', () => {
    const rest = new Rest()
    expect([600, 620].map((cpuMs) => rest.begins({ cpuMs, heapBytes: 200 << 20 }))).toEqual([false, false])
  })
})
