import { expect, test } from 'vitest'
import type { OperatorState } from '../../operator/loop/operator-state.ts'
import { operatorLines } from './operator-lines.ts'

const state: OperatorState & { running: boolean } = {
  schema: 1,
  process: { pid: 1, began: 'x' },
  since_ts: 0,
  round: { ts: 60_000, next_ts: 90_000, ok: true, said: 'nothing to do', failures: 0 },
  services: { chat: { mended_ts: [], restarts: 9, gave_up: { until_ts: 1, because: 'it ended 5 times' } } },
  jobs: {},
  running: true,
}

test('an operator that runs says what it did last, and where it gave up', () => {
  expect(operatorLines(state, 120_000, 'bartab')).toEqual([
    'operator: last looked 1 min ago: nothing to do',
    'operator: it gave chat up, for it ended 5 times',
  ])
})

test('one that does not run is told of, and how to start it', () => {
  expect(operatorLines(undefined, 0, 'trial')).toEqual(['operator: not running (bartab operator --stack trial)'])
  expect(operatorLines({ ...state, services: {}, running: false }, 120_000, 'bartab')[0]).toContain(
    'not running, last looked',
  )
})
