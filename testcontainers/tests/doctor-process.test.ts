import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examined, type Found } from '../src/examined.ts'
import { botFaults } from '../src/faults/bot-faults.ts'
import { chatFaults } from '../src/faults/chat-faults.ts'
import { dataFaults } from '../src/faults/data-faults.ts'
import { diskFaults } from '../src/faults/disk-faults.ts'
import { processFaults } from '../src/faults/process-faults.ts'
import type { SeededFault } from '../src/faults/seeded-fault.ts'
import { settingsFaults } from '../src/faults/settings-faults.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { SmallDisk } from '../src/small-disk.ts'
import { Supervised } from '../src/supervised.ts'

const isAlone = (found: readonly Found[], code: string) => found.length === 1 && found[0]?.code === code

const faults = [...processFaults, ...dataFaults, ...settingsFaults, ...botFaults, ...chatFaults]
/** What was seeded, or was mended before, may take a moment to show; looks so many times at most, so far apart in ms. */
const [looks, betweenLooksMs] = [5, 1_500]
/** A disk of one's own is for root. */
const isRoot = process.getuid?.() === 0

describe('doctor, on a stack of processes', () => {
  let disk: SmallDisk | undefined
  let stack: OperatedStack

  beforeAll(async () => {
    disk = isRoot ? new SmallDisk() : undefined
    stack = await OperatedStack.start('process', disk === undefined ? {} : { home: join(disk.path, 'home') })
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    disk?.[Symbol.dispose]()
  })

  async function diagnosed({ seed, code, evidence, fix }: SeededFault): Promise<void> {
    const undo = await seed(stack)
    try {
      let found = await examined(stack)
      for (let look = 1; look < looks && !isAlone(found, code); look++) {
        await sleep(betweenLooksMs)
        found = await examined(stack)
      }
      expect(found.map((finding) => finding.code)).toEqual([code])
      expect(found[0]?.evidence.some((line) => evidence.test(line))).toBe(true)
      expect(found[0]?.fix.replaceAll(` --stack ${stack.name}`, '')).toMatch(fix)
    } finally {
      await undo()
    }
  }

  it('finds nothing in a sound stack, and leaves nothing of its trial', async () => {
    expect(await examined(stack)).toEqual([])
    const users = await Array.fromAsync(stack.owner.people.all())
    expect(users.filter(({ username }) => username?.startsWith('doctor-'))).toEqual([])
  })

  it.each(faults.map((fault) => [fault.code, fault.when, fault] as const))(
    'names %s, and nothing else, when %s',
    async (_code, _when, fault) => await diagnosed(fault),
    240_000,
  )

  it.runIf(isRoot).each(diskFaults.map((fault) => [fault.code, fault.when, fault] as const))(
    'names %s, and nothing else, when %s',
    async (_code, _when, fault) => {
      if (disk !== undefined) await diagnosed({ ...fault, seed: fault.seedOn(disk) })
    },
  )

  it('mends with --fix what loses nothing, and is content then', async () => {
    const units = new Supervised(stack)
    const pepper = units.data('auth', 'secrets', 'pepper')
    chmodSync(pepper, 0o644)
    const pid = await units.pid('chat')
    process.kill(pid, 'SIGSTOP')
    await units.stop('media')
    expect(await examined(stack, '--fix')).toEqual([])
    expect(statSync(pepper).mode & 0o777).toBe(0o600)
  })

  it('writes an archive for those who help, in which there is no secret', async () => {
    const { code } = await stack.json<{ code: string }>('invite')
    writeFileSync(
      join(stack.home, 'bartab.yaml'),
      'services: { media: { env: { S3_SECRET_KEY: planted-in-settings } } }\n',
    )
    stack.env['BARTAB_CONFIG'] = join(stack.home, 'bartab.yaml')
    const units = new Supervised(stack)
    const log = join(units.folder, 'logs', 'chat.log')
    const secrets = ['pepper', 'operator', 'signing-keys.key'].map((name) =>
      readFileSync(units.data('auth', 'secrets', name), 'utf8').trim(),
    )
    const token = await stack.owner.session.accessToken()
    const planted = [...secrets, token, 'planted-in-settings', 'planted-password', code]
    const lines = [...secrets, `authorization: Bearer ${token}`, `{"password":"planted-password"}`, `?code=${code}`]
    writeFileSync(log, `${readFileSync(log, 'utf8')}${lines.join('\n')}\n`)
    const file = join(stack.home, 'report.tar')
    await stack.run(['doctor', '--no-trial', '--bundle', file])
    const names = execFileSync('tar', ['-tf', file], { encoding: 'utf8' })
    for (const name of ['findings.json', 'observed.json', 'plan.txt', 'bartab.yaml', 'logs/chat.log']) {
      expect(names).toContain(name)
    }
    await stack.run(['doctor', '--no-trial', '--bundle', `${file}.gz`])
    const archive = gunzipSync(readFileSync(`${file}.gz`)).toString('utf8')
    expect(archive).toContain('authorization: [withheld]')
    for (const secret of planted) expect(archive.includes(secret), secret).toBe(false)
  })

  it("finds nothing while the operator's secret turns, when two of them are valid", async () => {
    delete stack.env['BARTAB_CONFIG']
    await stack.print('up')
    await stack.print('keys', 'rotate', 'operator')
    expect(await examined(stack)).toEqual([])
  }, 120_000)
})
