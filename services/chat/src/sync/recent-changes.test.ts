import { expect, test } from 'vitest'
import type { EventRow } from '../store/event-table.ts'
import { RecentChanges } from './recent-changes.ts'

const event = (seq: number, roomNo: number) => ({ seq, roomNo }) as EventRow

test('it tells in which rooms and about whom something happened after a position', () => {
  const recent = new RecentChanges(10)
  for (const seq of [11, 12, 13]) recent.add(event(seq, seq % 2), seq === 12 ? 7 : undefined)
  expect(recent.after(10)).toEqual({ rooms: new Set([0, 1]), people: new Set([7]) })
  expect(recent.after(12)).toEqual({ rooms: new Set([1]), people: new Set() })
  expect(recent.after(13)).toEqual({ rooms: new Set(), people: new Set() })
})

test('it does not pretend to know what was before it, what it forgot, or what others wrote', () => {
  const recent = new RecentChanges(10, 4)
  expect(recent.after(9)).toBeUndefined()
  for (let seq = 11; seq <= 16; seq++) recent.add(event(seq, seq), undefined)
  expect(recent.after(11)).toBeUndefined()
  expect(recent.after(14)?.rooms).toEqual(new Set([15, 16]))
  recent.add(event(20, 1), undefined)
  expect(recent.after(16)).toBeUndefined()
  expect(recent.after(19)?.rooms).toEqual(new Set([1]))
})
