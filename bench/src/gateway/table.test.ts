import { expect, test } from 'vitest'
import { spread, tableText } from './table.ts'

test('a table is read in columns: medians, with the least and the most', () => {
  const rows = [
    { name: 'ours', cells: [spread([3, 1, 2]), 0.5] },
    { name: 'nginx', cells: [spread([12_345]), 1] },
  ]
  expect(tableText({ title: 'Load', rounds: 3, columns: ['requests/s', 'x nginx'], rows })).toBe(
    [
      '',
      'Load (rounds: 3)',
      '                     requests/s  x nginx',
      '  ours                  2 (1–3)      0.5',
      '  nginx  12,350 (12,350–12,350)        1',
      '',
    ].join('\n'),
  )
})
