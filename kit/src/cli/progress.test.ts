import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Progress } from './progress.ts'
import { Terminal } from './terminal.ts'

function progress(tty: boolean, columns = 80) {
  const stderr = Object.assign(new PassThrough(), { isTTY: tty, columns })
  const terminal = new Terminal({ stdout: new PassThrough(), stderr, stdin: new PassThrough(), env: { TERM: 'xterm' } })
  return { progress: new Progress(terminal, () => 0), output: () => String(stderr.read() ?? '') }
}

test('without a terminal each change is one plain line, and nothing is animated', () => {
  const { progress: rows, output } = progress(false)
  rows.set('auth', 'working', 'start auth')
  rows.set('auth', 'working', 'start auth')
  rows.set('auth', 'done', 'ready')
  rows[Symbol.dispose]()
  expect(output().split('\n')).toEqual(['… auth     start auth', '✓ auth     ready', ''])
})

test('on a terminal the rows are drawn again in place', () => {
  const { progress: rows, output } = progress(true)
  rows.set('auth', 'working', 'start auth')
  rows.set('chat', 'working', 'start chat')
  rows.set('auth', 'done', 'ready')
  rows[Symbol.dispose]()
  const drawn = output()
  expect(drawn).toContain('\x1b[2A')
  expect(drawn.split('\x1b[2A').at(-1)).toMatch(/auth +ready[\s\S]*chat +start chat/)
})

test('a terminal that does not know its width gets whole rows', () => {
  const { progress: rows, output } = progress(true, 0)
  rows.set('auth', 'done', 'ready')
  rows[Symbol.dispose]()
  expect(output()).toMatch(/auth +ready/)
})
