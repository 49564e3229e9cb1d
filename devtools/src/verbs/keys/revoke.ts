import { CliFailure } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { SigningKeySummary } from '@bartab/sdk/schemas'
import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const key = await findKey(client, input.argument(0) ?? '')
    const consequence = consequenceOf(key)
    if (context.dryRun) return printIntent(context, [{ do: 'revoke-key', kid: key.kid }], [consequence])
    await requireYes(context, input, consequence)
    const revoked = await client.keys.revoke(key.kid)
    const sessions = `${revoked.sessions_affected} session${revoked.sessions_affected === 1 ? '' : 's'}`
    context.terminal.result({ schema: 1, ...revoked }, [
      `${revoked.kid} is revoked; ${revoked.active_kid} signs`,
      `${sessions} had to fetch a new token; nobody has to log in again`,
    ])
  })
}

function consequenceOf({ kid, state }: SigningKeySummary): string {
  if (state === 'standby') return `revoke ${kid}: it has signed nothing, nobody will notice`
  return `revoke ${kid}: every access token that it signed is refused at once; people's programs fetch new ones by themselves`
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
