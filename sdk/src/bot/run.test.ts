import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const program = join(import.meta.dirname, 'run.ts')

/** A folder that has nothing but a bot in it. */
async function botIn(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bartab-run-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'bot.ts'), code)
  return join(folder, 'bot.ts')
}

test('a bot in a folder of its own finds the SDK, and what is missing in its environment is said', async () => {
  const file = await botIn(`import { type Bot, int } from '@bartab/sdk/bot'
    export const install = (bot: Bot) => bot.command('roll', { description: 'r', args: { sides: int() } }, () => {})`)
  await expect(run(process.execPath, [program, file], { env: {} })).rejects.toMatchObject({
    code: 78,
    stderr: expect.stringContaining('BARTAB_GATEWAY_URL is not set'),
  })
})

test('a file that exports no install is run as it is', async () => {
  const file = await botIn(`import { Bot } from '@bartab/sdk/bot'\nconsole.log(typeof Bot)`)
  expect((await run(process.execPath, [program, file])).stdout).toBe('function\n')
})

test('without a file it says how it is called', async () => {
  await expect(run(process.execPath, [program])).rejects.toMatchObject({ code: 64 })
})
