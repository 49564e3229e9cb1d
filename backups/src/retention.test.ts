import { expect, it } from 'vitest'
import { planRetention } from './retention.ts'

const day = 86_400_000
const begun = Date.UTC(2026, 0, 1, 3)
/** One backup a day, named by its day. */
const daily = (days: number) =>
  Array.from({ length: days }, (_, n) => {
    const created_ts = begun + n * day
    return { name: new Date(created_ts).toISOString().slice(0, 10), created_ts }
  })
const keptOf = (...args: Parameters<typeof planRetention>) => planRetention(...args).kept.map(({ name }) => name)

it('keeps the newest of each day, week and month, and says why', () => {
  const { kept, removed } = planRetention(daily(90), { daily: 2, weekly: 2, monthly: 3 }, undefined)
  expect(kept).toEqual([
    { name: '2026-03-31', why: ['newest', 'daily', 'weekly', 'monthly'] },
    { name: '2026-03-30', why: ['daily'] },
    { name: '2026-03-29', why: ['weekly'] },
    { name: '2026-02-28', why: ['monthly'] },
    { name: '2026-01-31', why: ['monthly'] },
  ])
  expect(removed).toHaveLength(85)
})

it('of several in one day keeps the last', () => {
  const [one] = daily(1)
  const later = { name: '2026-01-01-evening', created_ts: begun + day / 2 }
  expect(keptOf([{ name: one?.name ?? '', created_ts: begun }, later], { daily: 7 }, undefined)).toEqual([later.name])
})

it.each([{}, { last: 0 }, { daily: 1 }])('never removes the last proved one, nor the newest: %o', (keep) => {
  expect(keptOf(daily(30), keep, '2026-01-02')).toEqual(['2026-01-30', '2026-01-02'])
})
