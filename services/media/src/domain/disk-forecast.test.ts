import { expect, test } from 'vitest'
import { type DiskSample, forecast } from './disk-forecast.ts'

const hour = 3_600_000
const samples = (count: number, used: (at: number) => number): DiskSample[] =>
  Array.from({ length: count }, (_, at) => ({ ts: at * hour, usedBytes: used(at) }))

test('a steady growth is drawn on until the free room is used', () => {
  const now = 48 * hour
  expect(
    forecast(
      samples(48, (at) => 1000 + at * 10),
      2400,
      now,
    ),
  ).toEqual({ bytesPerDay: 240, fullTs: now + 240 * hour })
})

test('a full disk is full now', () => {
  expect(
    forecast(
      samples(48, (at) => at * 10),
      0,
      5,
    ).fullTs,
  ).toBe(5)
})

test.each([
  ['nothing known', []],
  ['a few hours', samples(5, (at) => at * 1000)],
  ['no growth', samples(48, () => 7)],
])('%s: no forecast', (_name, known) => {
  expect(forecast(known, 1000, 0)).toEqual({ bytesPerDay: 0, fullTs: undefined })
})

test('a disk that empties is never full, nor one that would be in more than ten years', () => {
  expect(
    forecast(
      samples(48, (at) => 1000 - at),
      1000,
      0,
    ),
  ).toEqual({ bytesPerDay: -24, fullTs: undefined })
  expect(
    forecast(
      samples(48, (at) => at),
      1e9,
      0,
    ),
  ).toEqual({ bytesPerDay: 24, fullTs: undefined })
})
