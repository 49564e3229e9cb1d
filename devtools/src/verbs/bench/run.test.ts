import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Context } from '../../cli/context.ts'
import { Input } from '../../cli/input.ts'
import { Interrupted } from '../../cli/interrupted.ts'
import { benchArguments, run } from './run.ts'
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

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)(
  'a bench is told of %s, has its time to end, and what it answers is the exit code',
  async (signal, code) => {
    const root = mkdtempSync(join(tmpdir(), 'bartab-bench-verb-'))
    onTestFinished(() => rmSync(root, { recursive: true }))
    mkdirSync(join(root, 'bench/src/chat'), { recursive: true })
    const file = (name: string) => JSON.stringify(join(root, name))
    const bench = `
    import { writeFileSync } from 'node:fs'
    process.on('${signal}', () => setTimeout(() => { writeFileSync(${file('ended')}, ''); process.exit(${code}) }, 100))
    writeFileSync(${file('begun')}, '')
    setInterval(() => {}, 1000)`
    writeFileSync(join(root, 'bench/src/chat/main.ts'), bench)
    const told = new AbortController()
    const context = { root, env: process.env, signal: told.signal, terminal: { json: false } } as Context
    const ran = run(context, new Input(['chat', []], {}))
    await expect.poll(() => existsSync(join(root, 'begun'))).toBe(true)
    told.abort(new Interrupted(signal))
    expect([await ran, existsSync(join(root, 'ended'))]).toEqual([code, true])
  },
)
