import { expect, it } from 'vitest'
import { Figures } from './figures.ts'

it('figures of several rounds become a row for each part, with medians', () => {
  const figures = new Figures()
  for (const [early, late] of [
    [50, 40],
    [54, 42],
    [52, 47],
  ] as const) {
    figures.add('chat', 'MB after 10 s', early)
    figures.add('chat', 'MB after 60 s', late)
    figures.add('together', 'MB after 10 s', early * 4)
    figures.add('together', 'MB after 60 s', late * 4)
  }
  expect(figures.table('Memory')).toEqual({
    ...{ title: 'Memory', rounds: 3, columns: ['MB after 10 s', 'MB after 60 s'] },
    rows: [
      {
        name: 'chat',
        cells: [
          { median: 52, min: 50, max: 54 },
          { median: 42, min: 40, max: 47 },
        ],
      },
      {
        name: 'together',
        cells: [
          { median: 208, min: 200, max: 216 },
          { median: 168, min: 160, max: 188 },
        ],
      },
    ],
  })
})
