import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identifyProcess } from './process-identity.ts'
import { inspectLock, lockStack } from './stack-lock.ts'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'bartab-lock-')), 'lock')
const options = {
  ...{ verb: 'up', message: 'bartab up', stackName: 'trial', waitMs: 0, clock: Date.now },
  signal: new AbortController().signal,
}

test('a second command is refused with the owner, the command as typed and exit code 75', async () => {
  const file = fresh()
  using _held = await lockStack(file, { ...options, verb: 'down', message: 'bartab down --volumes' })
  await expect(lockStack(file, options)).rejects.toMatchObject({
    code: 'LOCKED',
    exitCode: 75,
    evidence: [
      expect.stringMatching(new RegExp(`^bartab down --volumes by .+, process ${process.pid}, since \\d{4}-`)),
      expect.any(String),
    ],
    fix: 'wait for it: bartab up --stack trial --lock-wait 60s',
  })
})

test('the command that would wait is the refused one as it was typed, with its arguments', async () => {
  const file = fresh()
  using _held = await lockStack(file, options)
  for (const [message, again] of [
    ['bartab deploy chat --again', 'bartab deploy chat --again --stack trial'],
    ['bartab deploy chat --stack trial', 'bartab deploy chat --stack trial'],
  ] as const) {
    const refused = lockStack(file, { ...options, verb: 'deploy', message })
    await expect(refused).rejects.toMatchObject({ fix: `wait for it: ${again} --lock-wait 60s` })
  }
})

test('the lock is free again once its command has ended', async () => {
  const file = fresh()
  {
    using _held = await lockStack(file, options)
    expect(existsSync(file)).toBe(true)
  }
  expect(existsSync(file)).toBe(false)
})

test('waiting gets the lock as soon as the other lets go', async () => {
  const file = fresh()
  const held = await lockStack(file, options)
  const waiting = lockStack(file, { ...options, waitMs: 10_000 })
  held[Symbol.dispose]()
  using _now = await waiting
  expect(inspectLock(file)?.note.pid).toBe(process.pid)
})

test('the lock of a dead process is taken over, and so is one whose number another process has now', async () => {
  for (const owner of [
    { pid: 4_000_000, began: 'boot:1' },
    { pid: process.pid, began: 'boot:1' },
  ]) {
    const file = fresh()
    writeFileSync(file, JSON.stringify({ ...owner, user: 'eve', host: hostname(), verb: 'up', sinceTs: 1 }))
    expect(inspectLock(file)?.stale).toBe(true)
    using _held = await lockStack(file, options)
    expect(inspectLock(file)?.stale).toBe(false)
  }
})

test('the lock of a command on another host is respected', async () => {
  const file = fresh()
  writeFileSync(file, JSON.stringify({ pid: 1, began: 'x', user: 'eve', host: 'elsewhere', verb: 'up', sinceTs: 1 }))
  await expect(lockStack(file, options)).rejects.toMatchObject({ code: 'LOCKED' })
})

test('a process is known by its number and its beginning, and nobody has the number of none', () => {
  expect(identifyProcess(process.pid)).toEqual(identifyProcess(process.pid))
  expect(identifyProcess(4_000_000)).toBeUndefined()
})
