import { CliFailure } from '@bartab/kit/cli'
import { expect, test } from 'vitest'
import { reasonText } from './reason-text.ts'

test('what the operator gives up for is told with the last words of the service', () => {
  const evidence = ['it ended with exit code 1; its last lines:', '  The database is not a SQLite database']
  const failure = new CliFailure('SERVICE_ENDED', 'media does not stay up', { evidence })
  expect(reasonText(failure)).toBe('media does not stay up: The database is not a SQLite database')
})

test('a failure without evidence is its message', () => {
  expect(reasonText(new Error('no engine'))).toBe('no engine')
})
