import { CliFailure, countText } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { AffectedByKey, SigningKeySummary } from '@bartab/sdk/schemas'
import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const key = await findKey(client, input.argument(0) ?? '')
    const affected = await client.keys.affected(key.kid)
    const consequence = consequenceOf(key, affected)
    if (context.dryRun) return printIntent(context, [{ do: 'revoke-key', ...affected }], consequence)
    if (input.flag('yes') || !context.terminal.asks) for (const line of consequence) context.terminal.say(line)
    await requireYes(context, input, consequence.join('\n'))
    const revoked = await client.keys.revoke(key.kid)
    const sessions = countText(revoked.sessions_affected, 'session')
    context.terminal.result({ schema: 1, ...revoked }, [
      `${revoked.kid} is revoked; ${revoked.active_kid} signs`,
      `${sessions} had to fetch a new token; nobody has to log in again`,
    ])
  })
}

const named = 20

/** Whose tokens die, before anything is done. */
export function consequenceOf({ kid, state }: SigningKeySummary, { users, bots, sessions }: AffectedByKey): string[] {
  if (state === 'standby') return [`revoke ${kid}: it has signed nothing, nobody will notice`]
  const people = users.map(({ username, sessions: held }) => `${username} (${countText(held, 'session')})`)
  return [
    `revoke ${kid}: every access token that it signed is refused at once`,
    users.length === 0 ? 'no person holds one' : `${countText(sessions, 'session')} of people: ${list(people)}`,
    ...(bots.length === 0 ? [] : [`${countText(bots.length, 'bot')}: ${list(bots)}`]),
    'their programs fetch a new token by themselves; whoever cannot has to log in again',
  ]
}

function list(names: readonly string[]): string {
  const more = names.length - named
  return names.slice(0, named).join(', ') + (more > 0 ? `, and ${more} more (--dry-run --json names all)` : '')
}

async function findKey({ keys }: Client, wanted: string): Promise<SigningKeySummary> {
  const all = (await keys.list()).keys
  const found = all.filter(({ kid }) => kid === wanted || (wanted.length >= 4 && kid.startsWith(wanted)))
  if (found[0] !== undefined && found.length === 1) return found[0]
  throw new CliFailure('KEY_NOT_FOUND', `${found.length === 0 ? 'no key is' : 'several keys are'} called ${wanted}`, {
    evidence: [`the keys are ${all.map(({ kid, state }) => `${kid} (${state})`).join(', ')}`],
    fix: 'bartab keys list',
  })
}
