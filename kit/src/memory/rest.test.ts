import { describe, expect, it } from 'vitest'
import { Rest } from './rest.ts'

const small = 20 << 20

describe('Rest', () => {
  it('begins once after the work of a start, and again only after further work', () => {
    const rest = new Rest()
    const looks = [600, 620, 640, 660, 1_400, 1_420, 1_440]
    expect(looks.map((cpuMs) => rest.begins({ cpuMs, heapBytes: small }))).toEqual([
      ...[false, true, false, false],
      ...[false, true, false],
    ])
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
