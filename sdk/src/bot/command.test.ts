import { expect, test } from 'vitest'
import { parseCommand } from './command.ts'

test.each([
  ['/echo', { name: 'echo', args: '' }],
  ['/echo hello there ', { name: 'echo', args: 'hello there' }],
  ['/Echo hello', { name: 'echo', args: 'hello' }],
  ['/echo@Bot hello', { name: 'echo', args: 'hello' }],
  ['/echo two\nlines', { name: 'echo', args: 'two\nlines' }],
  [' /snail-race 3', { name: 'snail-race', args: '3' }],
])('%j is a command', (text, command) => {
  expect(parseCommand(text, 'bot')).toEqual(command)
})

test.each(['hello', '/', '/ echo', 'say /echo', '/echo@other hello', '//echo', '/usr/bin'])(
  '%j is not a command of this bot',
  (text) => {
    expect(parseCommand(text, 'bot')).toBeUndefined()
  },
)
