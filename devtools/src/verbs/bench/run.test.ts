import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Input } from '../../cli/input.ts'
import { benchArguments } from './run.ts'
import { benchVerb } from './verb.ts'

test('only what was given is passed on, and what stands after -- as it is', () => {
  const input = new Input(['gateway', ['--polls', '2000']], { rounds: '3' })
  expect(benchArguments(input, true)).toEqual(['--rounds', '3', '--json', '--polls', '2000'])
  expect(benchArguments(new Input(['gateway', []], {}), false)).toEqual([])
})

test('each bench of the repository can be asked for, and no other', () => {
  const benches = readdirSync(join(import.meta.dirname, '../../../../bench/src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(benchVerb.arguments?.[0]?.choices?.toSorted()).toEqual(benches.toSorted())
})
