import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { stackFlag } from '../cli/stack-flag.ts'
import type { Operator } from '../operator/operator.ts'
import { findBot } from './bot-account.ts'
import { botServiceName } from './bot-service.ts'

/** A running bot looks for a new secret whenever a poll ends, which takes half a minute where nobody talks. */
const patienceMs = 45_000
const pollMs = 300

/**
 * Waits until a bot has taken a token with its newest secret, at or after a time: it started, read its file and reached
 * the gateway.
 *
 * @throws {CliFailure} BOT_SILENT (exit 124) with the last lines of its log.
 */
export async function awaitConnection({ handle, client }: Operator, name: string, sinceTs = 0): Promise<number> {
  const { clock, signal } = handle.context
  const until = clock() + patienceMs
  for (;;) {
    const secrets = (await findBot(client, name))?.secrets ?? []
    const [newest] = secrets.toSorted((a, b) => b.created_ts - a.created_ts)
    if (newest?.last_used_ts !== undefined && newest.last_used_ts >= sinceTs) return newest.last_used_ts
    if (signal.aborted) throw interrupted('bot add', { fix: `bartab bot list${stackFlag(handle.stack.name)}` })
    if (clock() > until) throw await silent(handle, name)
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

async function silent({ driver, stack }: Operator['handle'], name: string): Promise<CliFailure> {
  const query = { services: [botServiceName(name)], tail: 30, follow: false, signal: AbortSignal.timeout(3000) }
  const texts = await Array.fromAsync(driver.logs(query), ({ text }) => text.slice(0, 300)).catch(() => [])
  const lines = texts.filter((text) => text.trim() !== '' && !/^\s+at /.test(text)).map((text) => `  ${text}`)
  return new CliFailure('BOT_SILENT', `${name} runs and has not logged in after ${patienceMs / 1000} s`, {
    evidence: ['its last lines:', ...(lines.length === 0 ? ['  (it wrote nothing)'] : lines)],
    fix: `mend the bot, or take it away: bartab bot remove ${name}${stackFlag(stack.name)}`,
    exitCode: exitCodes.timedOut,
  })
}
