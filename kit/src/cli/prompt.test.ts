import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirmByName } from './prompt.ts'
import { Terminal } from './terminal.ts'

const confirmation = {
  question: 'This deletes everything.',
  expected: 'bartab',
  given: undefined,
  flag: '--confirm bartab',
  verb: 'down',
  signal: new AbortController().signal,
}

function terminal(options: { tty: boolean; noInput?: boolean }) {
  const stdin = Object.assign(new PassThrough(), { isTTY: options.tty })
  const stderr = Object.assign(new PassThrough(), { isTTY: options.tty })
  const made = new Terminal({ stdout: new PassThrough(), stderr, stdin, env: {}, noInput: options.noInput ?? false })
  return { stdin, terminal: made }
}

test('the name that the flag gave is enough, and another one is not', async () => {
  const { terminal: script } = terminal({ tty: false })
  await expect(confirmByName(script, { ...confirmation, given: 'bartab' })).resolves.toBeUndefined()
  await expect(confirmByName(script, { ...confirmation, given: 'other' })).rejects.toMatchObject({
    code: 'NOT_CONFIRMED',
  })
})

test('a person types the name', async () => {
  const { stdin, terminal: person } = terminal({ tty: true })
  const asked = confirmByName(person, confirmation)
  stdin.write('bartab\n')
  await expect(asked).resolves.toBeUndefined()
})

test('where nobody can be asked it fails with the flag to add', async () => {
  for (const nobody of [terminal({ tty: false }), terminal({ tty: true, noInput: true })]) {
    await expect(confirmByName(nobody.terminal, confirmation)).rejects.toMatchObject({
      exitCode: 64,
      fix: 'add --confirm bartab',
    })
  }
})

test.each([
  ['Ctrl-C', '\x03', { code: 'INTERRUPTED', exitCode: 130, fix: 'add --confirm bartab' }],
  ['Ctrl-D', '\x04', { code: 'NOT_CONFIRMED', exitCode: 64, evidence: ['the question was not answered'] }],
])('%s at the question is an answer of its own', async (_name, key, failure) => {
  const { stdin, terminal: person } = terminal({ tty: true })
  const asked = confirmByName(person, confirmation)
  stdin.write(key)
  await expect(asked).rejects.toMatchObject(failure)
})

test('a signal from outside interrupts the question', async () => {
  const stop = new AbortController()
  const asked = confirmByName(terminal({ tty: true }).terminal, { ...confirmation, signal: stop.signal })
  stop.abort()
  await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
})

test('an input that ends is no yes', async () => {
  const { stdin, terminal: person } = terminal({ tty: true })
  const asked = confirmByName(person, confirmation)
  stdin.end()
  await expect(asked).rejects.toMatchObject({ code: 'NOT_CONFIRMED' })
})
