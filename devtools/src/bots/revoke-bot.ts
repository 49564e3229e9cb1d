import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import type { BotSummary } from '@bartab/sdk/schemas'
import type { Operator } from '../operator/operator.ts'

export interface DeadToken {
  /** What a token that was alive a moment before is answered with now. */
  code: string
  status: number
  /** How long it was still accepted, in ms. */
  after_ms: number
}

const patienceMs = 10_000

/**
 * Removes a bot's account and shows that what it held is worth nothing: a token taken just before is refused.
 *
 * @throws {CliFailure} TOKEN_ALIVE when the token is still accepted after ten seconds.
 */
export async function revokeBot({ client, handle }: Operator, bot: BotSummary): Promise<DeadToken> {
  const { clock } = handle.context
  const asBot = new Client({ url: handle.url, credentials: await client.bots.newSecret(bot.bot_id) })
  const token = await asBot.session.accessToken()
  if ((await refusal(handle.url, token)) !== undefined) throw new Error(`the token of ${bot.name} was never accepted`)
  await client.bots.remove(bot.bot_id)
  const began = clock()
  for (;;) {
    const refused = await refusal(handle.url, token)
    if (refused !== undefined) return { ...refused, after_ms: clock() - began }
    if (clock() - began > patienceMs) throw alive(bot)
    await sleep(50)
  }
}

/** The answer to a call with the token; nothing where it is accepted. */
async function refusal(url: string, token: string): Promise<{ code: string; status: number } | undefined> {
  const answer = await fetch(`${url}/auth/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  if (answer.ok) return void (await answer.body?.cancel())
  const { code } = (await answer.json()) as { code: string }
  if (answer.status === 401) return { code, status: 401 }
  throw new Problem('ANSWER_INVALID', { detail: `${answer.status} ${code} in place of 401` })
}

function alive({ name }: BotSummary): CliFailure {
  return new CliFailure('TOKEN_ALIVE', `${name} is removed, and its token is still accepted`, {
    evidence: [`after ${patienceMs / 1000} s; it dies by itself ten minutes after it was made`],
    fix: 'bartab doctor',
  })
}
