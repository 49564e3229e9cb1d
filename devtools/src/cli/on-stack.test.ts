import { expect, test } from 'vitest'
import { verbs } from '../verbs/index.ts'
import { onStack } from './on-stack.ts'

test.each([
  ['bartab up', 'bartab up --stack trial'],
  ['bartab bot list', 'bartab bot list --stack trial'],
  ['run bartab invite, then bartab status', 'run bartab invite --stack trial, then bartab status --stack trial'],
  ['bartab up --port 1 --stack b   or: bartab down', 'bartab up --port 1 --stack b   or: bartab down --stack trial'],
])('%s is: %s', (text, aimed) => {
  expect(onStack(text, 'trial', verbs)).toBe(aimed)
})

test.each(['bartab images chat', 'bartab up --help', 'bartab bot --help', 'run it again', 'a defect in bartab'])(
  '%s is left as it is',
  (text) => {
    expect(onStack(text, 'trial', verbs)).toBe(text)
  },
)
