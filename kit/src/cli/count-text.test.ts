import { expect, it } from 'vitest'
import { countText } from './count-text.ts'

it('one thing is one, and every other number is many', () => {
  expect([0, 1, 2].map((count) => countText(count, 'room'))).toEqual(['0 rooms', '1 room', '2 rooms'])
  expect(countText(1, 'person', 'people')).toBe('1 person')
  expect(countText(3, 'person', 'people')).toBe('3 people')
})
