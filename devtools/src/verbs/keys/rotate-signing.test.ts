import { expect, test } from 'vitest'
import { waitingLines } from './rotate-signing.ts'

const waiting = { kid: 'k1', due_ts: 600_000 }

test.each([
  ['trial', 'bartab keys rotate --stack trial or bartab up --stack trial'],
  ['bartab', 'bartab keys rotate or bartab up after'],
])('what retires the old key of the stack %s can be typed as it stands', (stackName, commands) => {
  expect(waitingLines(waiting, { clock: () => 0, stackName }).join('\n')).toContain(commands)
})

test('nothing is said where no key is on its way out', () => {
  expect(waitingLines(undefined, { clock: () => 0, stackName: 'trial' })).toEqual([])
})
