import { CliFailure } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import type { BotCredentials, BotSummary, CreateBotBody } from '@bartab/sdk/schemas'

export async function findBot({ bots }: Client, name: string): Promise<BotSummary | undefined> {
  return (await bots.list()).bots.find((bot) => bot.name === name)
}

/** @throws {CliFailure} BOT_NOT_FOUND */
export async function requireBot(client: Client, name: string): Promise<BotSummary> {
  const bot = await findBot(client, name)
  if (bot !== undefined) return bot
  throw new CliFailure('BOT_NOT_FOUND', `there is no bot ${name}`, { fix: 'bartab bot list' })
}

/**
 * Makes the bot's account. Where an earlier attempt had made it and was stopped before its secret was written down, a
 * new secret is made for it.
 *
 * @throws {CliFailure} BOT_EXISTS when a bot of that name is there which nobody began to add here.
 */
export async function makeAccount(client: Client, body: CreateBotBody, begunHere: boolean): Promise<BotCredentials> {
  try {
    return await client.bots.create(body)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'USERNAME_TAKEN') throw error
    const bot = await findBot(client, body.name)
    if (bot !== undefined && begunHere) return await client.bots.newSecret(bot.bot_id)
    throw taken(body.name, bot)
  }
}

function taken(name: string, bot: BotSummary | undefined): CliFailure {
  if (bot === undefined) {
    const evidence = ['usernames are never given a second time, so that old messages keep their author']
    return new CliFailure('NAME_TAKEN', `the name ${name} belongs to a person, or to a bot that was removed`, {
      evidence,
      fix: `bartab bot add ${name}-2 …`,
    })
  }
  return new CliFailure('BOT_EXISTS', `there is a bot ${name} already, and it runs elsewhere`, {
    evidence: [`its id is ${bot.bot_id}`],
    fix: `bartab bot remove ${name}, or choose another name`,
  })
}
