import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'

/** A bot's folder, and the file in it that is run. */
export interface BotCode {
  folder: string
  /** From the folder: `bot.ts`. */
  file: string
}

const usualFiles = ['bot.ts', 'src/main.ts', 'bot.js'] as const

/** Finds the bot in a folder, or takes the file that was named. @throws {CliFailure} USAGE, BOT_PACKAGES */
export function findBotCode(path: string, shown: string): BotCode {
  const code = isFile(path) ? { folder: dirname(path), file: basename(path) } : inFolder(path)
  if (code === undefined) {
    throw new CliFailure('USAGE', `there is no bot in ${shown}`, {
      evidence: [`it has none of ${usualFiles.join(', ')}`],
      fix: 'bartab bot new NAME writes one; --path takes its folder or its file',
      exitCode: exitCodes.usage,
    })
  }
  requirePackages(code.folder, shown)
  return code
}

function inFolder(folder: string): BotCode | undefined {
  const file = usualFiles.find((name) => isFile(join(folder, name)))
  return file && { folder, file }
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

/** Packages of a bot's own lie beside it, or above it in this repository; the SDK need not. */
function requirePackages(folder: string, shown: string): void {
  const missing = packagesOf(folder).filter((name) => !isInstalled(folder, name))
  if (missing.length === 0) return
  throw new CliFailure(
    'BOT_PACKAGES',
    `${shown} needs ${missing.join(', ')}, and ${missing.length === 1 ? 'it is' : 'they are'} not installed`,
    {
      fix: `cd ${shown} && npm install --omit=dev`,
      exitCode: exitCodes.failed,
    },
  )
}

/** The packages that a bot's `package.json` asks for, beside ours. */
export function packagesOf(folder: string): string[] {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return []
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> }
  return Object.keys(dependencies).filter((name) => !name.startsWith('@bartab/'))
}

function isInstalled(folder: string, name: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name))) return true
    if (at === dirname(at)) return false
  }
}
