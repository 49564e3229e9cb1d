import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toBytes, toUlid } from './event-id.ts'

test('an event id survives the way into the log and back', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(fc.property(bytes, (some) => toBytes(toUlid(Buffer.from(some))).equals(some)))
})

test('the bytes of a ULID are those of its specification', () => {
  expect(toBytes('01ARZ3NDEKTSV4RRFFQ69G5FAV').toString('hex')).toBe('01563e3ab5d3d6764c61efb99302bd5b')
})

test('the order of the bytes is the order of the letters', () => {
  const two = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: 2, maxLength: 2 })
  fc.assert(
    fc.property(two, ([a = new Uint8Array(16), b = new Uint8Array(16)]) => {
      const [left, right] = [toUlid(Buffer.from(a)), toUlid(Buffer.from(b))]
      expect(left < right).toBe(Buffer.compare(a, b) < 0)
    }),
  )
})
