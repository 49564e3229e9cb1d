import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { type Recorded, recall, record } from '../src/recorded-stack.ts'

/** At how many points each command is killed; every line that it says is one. A large number takes all of them. */
const points = Number(process.env['BARTAB_TEST_KILLS'] ?? 3)
const timeout = 300_000 + points * 60_000

let stack: OperatedStack
let kept: Recorded

beforeAll(async () => {
  stack = await OperatedStack.start('process')
  kept = await record(stack.owner)
  await stack.print('backup', 'create')
  stack.alsoMade(`drill-${stack.name}`)
})
afterAll(() => stack?.[Symbol.asyncDispose]())

/** Runs a command as often as it says lines, and kills it without warning after the first, the second, and so on. */
async function killAtEach(args: readonly string[], after: (line: number) => Promise<void>): Promise<number> {
  const whole = await stack.run(args)
  expect(whole.code).toBe(0)
  const lines = whole.stderr.split('\n').length - 1
  const step = Math.max(1, Math.floor(lines / points))
  let killed = 0
  for (let at = 1; at <= lines; at += step) {
    const { code } = await stack.run(args, {
      onStderr: (text, child) => {
        if (text.split('\n').length > at) child.kill('SIGKILL')
      },
    })
    if (code === null) killed += 1
    await after(at)
  }
  return killed
}

const names = async () => {
  const { backups } = await stack.json<{ backups: { name: string; state: string }[] }>('backup', 'list')
  return backups.map(({ name }) => name)
}

describe('a command that is killed without warning', () => {
  it(
    'create: what is listed is whole, and the next one leaves nothing of it',
    async () => {
      const killed = await killAtEach(['backup', 'create'], async () => {
        for (const name of (await names()).slice(0, 2)) await stack.print('backup', 'verify', name)
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('backup', 'create')
      const snapshots = readdirSync(join(stack.home, 'stacks', stack.name, 'backups', 'snapshots'))
      expect(snapshots.toSorted()).toEqual((await names()).toSorted())
      expect(await stack.occurrences('', 'backups', /unfinished/)).toEqual([])
    },
    timeout,
  )

  it(
    'drill: the stack goes on, nothing is proved by it, and the next drill takes its remains away',
    async () => {
      const killed = await killAtEach(['backup', 'drill'], async () => {
        expect((await stack.owner.auth.me()).username).toBe('owner')
        expect(await stack.json('status')).toMatchObject({ backup: { failed_drill: null } })
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('backup', 'drill')
      expect(existsSync(join(stack.home, 'stacks', `drill-${stack.name}`))).toBe(false)
    },
    timeout,
  )

  it(
    'restore: up ends what was begun, and the stack is whole, before it or after it',
    async () => {
      const killed = await killAtEach(['restore', 'latest', '--yes'], async () => {
        await stack.print('up')
        expect(await stack.json('up')).toMatchObject({ actions: [] })
        expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies })
      })
      expect(killed).toBeGreaterThan(0)
      await stack.print('restore', 'latest', '--yes')
      expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
    },
    timeout,
  )
})
