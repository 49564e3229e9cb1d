import { expect, test } from 'vitest'
import { verbs } from '../verbs/index.ts'
import { verbFirst } from './verb-first.ts'

test.each([
  ['--stack rv1 status', 'status --stack rv1'],
  ['--stack=rv1 --json status', 'status --stack=rv1 --json'],
  ['-n --lock-wait 5 up --port 9', 'up -n --lock-wait 5 --port 9'],
  ['--stack rv1 bot add echo -- --stack x', 'bot add --stack rv1 echo -- --stack x'],
  ['--json backup list', 'backup list --json'],
  ['--stack bot status', 'status --stack bot'],
  ['--help status', 'status --help'],
])('%s is read as %s', (typed, read) => {
  expect(verbFirst(typed.split(' '), verbs)).toEqual(read.split(' '))
})

test.each(['status --stack rv1', '--help', '--stack rv1', '--stack', '--wrong status', '-- status', ''])(
  '%s is left as it is',
  (typed) => {
    expect(verbFirst(typed.split(' '), verbs)).toEqual(typed.split(' '))
  },
)
