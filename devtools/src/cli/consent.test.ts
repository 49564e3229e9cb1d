import { PassThrough } from 'node:stream'
import { Terminal } from '@bartab/kit/cli'
import { expect, test } from 'vitest'
import { requireYes } from './consent.ts'
import type { Context } from './context.ts'
import { Input } from './input.ts'

function asking() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  const terminal = new Terminal({ stdout: new PassThrough(), stderr, stdin, env: {} })
  const context = { terminal, verb: 'restore', signal: new AbortController().signal } as Context
  return { stdin, answered: requireYes(context, new Input([], {}), 'This replaces the data.') }
}

test.each(['y', 'Yes'])('%s is a yes', async (answer) => {
  const { stdin, answered } = asking()
  stdin.write(`${answer}\n`)
  await expect(answered).resolves.toBeUndefined()
})

test.each([
  ['another answer', 'no\n', { code: 'NOT_CONFIRMED', exitCode: 64 }],
  ['Ctrl-D', '\x04', { code: 'NOT_CONFIRMED', exitCode: 64 }],
  ['Ctrl-C', '\x03', { code: 'INTERRUPTED', exitCode: 130 }],
])('%s is none', async (_name, keys, failure) => {
  const { stdin, answered } = asking()
  stdin.write(keys)
  await expect(answered).rejects.toMatchObject(failure)
})
