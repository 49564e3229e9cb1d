import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBotCode } from './bot-code.ts'

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-code-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(
      join(folder, file),
      file.endsWith('.json') ? '{"dependencies":{"@bartab/sdk":"0.1.0","leftpad":"1.0.0"}}' : '',
    )
  }
  return folder
}

test('a folder with a bot.ts, the file itself, and a folder with src/main.ts are bots', () => {
  const folder = folderWith('bot.ts', 'other.ts')
  expect(findBotCode(folder, '.')).toEqual({ folder, file: 'bot.ts' })
  expect(findBotCode(join(folder, 'other.ts'), '.')).toEqual({ folder, file: 'other.ts' })
  expect(findBotCode(folderWith('src/main.ts'), '.').file).toBe('src/main.ts')
})

test('a folder without a bot is refused with what it should have', () => {
  expect(() => findBotCode(folderWith('readme.txt'), 'here')).toThrow('no bot in here')
})

test('packages that are not there are named before anything is built; the SDK need not be there', () => {
  expect(() => findBotCode(folderWith('bot.ts', 'package.json'), 'here')).toThrow('needs leftpad')
  const complete = folderWith('bot.ts', 'package.json', 'node_modules/leftpad/index.js')
  expect(findBotCode(complete, 'here').file).toBe('bot.ts')
})
