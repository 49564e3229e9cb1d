import { expect, it } from 'vitest'
import { generationAt, listedSnapshots } from './generation-at.ts'

const table = `
replica  generation        index  size   created
file     5ff61843d55fdeca  2      11174  2026-01-31T18:05:30Z
file     1690d2561bc8643b  0      11174  2026-01-31T18:05:00Z
file     5ff61843d55fdeca  0      11174  2026-01-31T18:05:20Z
`

it.each([
  ['a moment after the first began', '2026-01-31T18:05:01Z', '1690d2561bc8643b'],
  ['just before the second had begun for certain', '2026-01-31T18:05:20.900Z', '1690d2561bc8643b'],
  ['within the second', '2026-01-31T18:05:25Z', '5ff61843d55fdeca'],
  ['long after all', '2027-01-31T18:05:00Z', '5ff61843d55fdeca'],
])('the generation of a replica %s', (_, at, generation) => {
  expect(generationAt(listedSnapshots(table), new Date(at))).toBe(generation)
})

it('a time before a replica begins is refused, and told when it does', () => {
  const before = new Date('2026-01-31T18:05:00.500Z')
  expect(() => generationAt(listedSnapshots(table), before)).toThrow('it reaches back to 2026-01-31T18:05:00.000Z')
  expect(() => generationAt(listedSnapshots('replica  generation'), before)).toThrow('holds nothing')
})
