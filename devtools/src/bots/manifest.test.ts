import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { botService } from './bot-service.ts'
import { readManifest } from './manifest.ts'

function written(text: string): { file: string; cwd: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'bartab-manifest-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  writeFileSync(join(cwd, 'bot.yaml'), text)
  return { file: join(cwd, 'bot.yaml'), cwd }
}

const faultsOf = async (text: string): Promise<string[]> => {
  const { file, cwd } = written(text)
  return await readManifest(file, cwd).then(
    () => [],
    (failure: { evidence: string[] }) => failure.evidence,
  )
}

test('all faults of a manifest are told at once, each with its line and what the field takes', async () => {
  const faults = await faultsOf(
    'scopes: [bot, chat:fly]\ninternett: true\nmemory_mb: 8\nschedule: { digest: every day }\n',
  )
  expect(faults.map((line) => line.split(': ')[0])).toEqual(['bot.yaml:1', 'bot.yaml:2', 'bot.yaml:3'])
  expect(faults[1]).toContain('did you mean internet?')
  expect(faults[2]).toContain('from 64')
})

test('a rhythm that is no cron expression is refused before the bot is started', async () => {
  expect(await faultsOf('schedule: { digest: 99 9 * * 1-5 }\n')).toEqual([expect.stringContaining('schedule.digest')])
  expect(await faultsOf('schedule: { digest: 0 9 * * 1-5 }\n')).toEqual([])
})

test('a variable that bartab makes itself cannot be set', async () => {
  expect(await faultsOf('env: { BARTAB_BOT_FILE: /etc/passwd }\n')).toHaveLength(1)
})

test('the manifest of the template holds, and an empty one is the defaults', async () => {
  const template = resolve(import.meta.dirname, '../../../bots/template/bot.yaml')
  expect(await readManifest(template, '/')).toMatchObject({ internet: false, memory_mb: 192 })
  const { file, cwd } = written('')
  expect(await readManifest(file, cwd)).toEqual({})
})

test('without a word of its manifest a bot has little, a network of its own, and no internet', () => {
  const service = botService({ name: 'dice', image: 'i', manifest: {}, secrets: '/s' })
  expect(service.limits).toEqual({ memoryMb: 192, pids: 64, cpus: 1, logMb: 10 })
  expect(service.attachments).toEqual([{ network: 'bot-dice', aliases: ['bot-dice'] }])
})

test('what the manifest says reaches the bot', () => {
  const schedule = { digest: '0 9 * * *' }
  const manifest = { internet: true, rooms: ['R1', 'R2'], schedule, tell_crashes: 'R1', env: { FEED: 'x' } }
  const { settings, attachments } = botService({ name: 'dice', image: 'i', manifest, secrets: '/s' })
  expect(settings).toEqual({
    FEED: 'x',
    BARTAB_BOT_ROOMS: 'R1,R2',
    BARTAB_BOT_SCHEDULE: JSON.stringify(schedule),
    BARTAB_BOT_TELL_CRASHES: 'R1',
  })
  expect(attachments.map(({ network }) => network)).toEqual(['bot-dice', 'out-dice'])
})
