#!/usr/bin/env node
/**
 * Runs a bot from its file: `bartab-bot bot.ts`, with `BARTAB_BOT_FILE` set. A file that exports `install(bot)` is given
 * a bot made from the environment; any other is run as it is.
 */
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Bot, fromEnv } from './index.ts'

interface BotModule {
  install?: (bot: Bot) => unknown
}

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('which bot? bartab-bot FILE, such as: bartab-bot bot.ts\n')
  process.exit(64)
}

// A bot's folder need not have the SDK installed: what it cannot find itself is found from here.
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@bartab/sdk')) return next(specifier, context)
    try {
      return next(specifier, context)
    } catch {
      return next(specifier, { ...context, parentURL: import.meta.url })
    }
  },
})

const { install } = (await import(pathToFileURL(resolve(file)).href)) as BotModule
if (install !== undefined) {
  const bot = new Bot(fromEnv())
  await install(bot)
  await bot.start()
}
