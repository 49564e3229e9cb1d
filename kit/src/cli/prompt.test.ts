import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirmByName } from './prompt.ts'
import { Terminal } from './terminal.ts'

const confirmation = {
  question: 'This deletes everything.',
  expected: 'bartab',
  given: undefined,
  flag: '--confirm bartab',
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
