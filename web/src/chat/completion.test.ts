import { expect, test } from 'vitest'
import { commandChoices, completed, isComplete, personChoices, queryAt } from './completion.ts'

test.each([
  ['/ra', { kind: 'command', text: 'ra', from: 0, to: 3 }],
  ['hello @an', { kind: 'person', text: 'an', from: 6, to: 9 }],
  ['@', { kind: 'person', text: '', from: 0, to: 1 }],
  ['so :pi', { kind: 'emoji', text: 'pi', from: 3, to: 6 }],
])('%j can be completed', (text, query) => {
  expect(queryAt(text, text.length)).toEqual(query)
})

test.each(['say /ra', '/race now', 'ann@ex', 'at 10:30', 'so :p', ':)', ''])('%j cannot', (text) => {
  expect(queryAt(text, text.length)).toBeUndefined()
})

test('a choice takes the place of the query, with one space behind it', () => {
  const choice = { key: 'A', label: 'Ann', hint: '', insert: '@ann' }
  const query = { kind: 'person', text: 'an', from: 6, to: 9 } as const
  expect(completed('hello @an you', query, choice)).toEqual({ text: 'hello @ann you', caret: 11 })
  expect(completed('hello @an', query, choice)).toEqual({ text: 'hello @ann ', caret: 11 })
})

test('what is written out already needs no choice', () => {
  const choice = { key: 'A', label: 'Ann', hint: '', insert: '@ann' }
  expect(isComplete('hi @ann', { kind: 'person', text: 'ann', from: 3, to: 7 }, choice)).toBe(true)
  expect(isComplete('hi @an', { kind: 'person', text: 'an', from: 3, to: 6 }, choice)).toBe(false)
})

const command = (name: string, bot_id = 'B') => ({ name, bot_id, description: `does ${name}`, usage: '<x>' })

test('commands come with what they take and what they do', () => {
  expect(commandChoices('r', [command('roll'), command('race'), command('help')], () => 'bot')).toMatchObject([
    { label: '/race <x>', hint: 'does race', insert: '/race' },
    { label: '/roll <x>', insert: '/roll' },
  ])
})

test('a command that two bots have names its bot', () => {
  const inserts = commandChoices('', [command('roll'), command('roll', 'C')], (id) => id.toLowerCase())
  expect(inserts.map(({ insert }) => insert)).toEqual(['/roll@b', '/roll@c'])
})

const person = (username: string, display_name: string, more = {}) => ({
  user_id: username,
  username,
  display_name,
  role: 'member',
  ...more,
})
const people = [person('ann', 'Ann Lee'), person('leo', 'Leo'), person('lea', 'Lea', { disabled: true })]

test('people are found by any of their names; those who may not log in are not', () => {
  expect(personChoices('le', people).map(({ insert }) => insert)).toEqual(['@ann', '@leo'])
})

test('the room can be named', () => {
  expect(personChoices('ro', people).map(({ insert }) => insert)).toEqual(['@room'])
})
