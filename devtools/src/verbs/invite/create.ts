import { countText } from '@bartab/kit/cli'
import type { CreatedInvite, CreateInviteBody } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { timeText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const wanted = readInvite(input)
  await asOperator(context, async ({ client }) => {
    if (context.dryRun) return printIntent(context, [{ do: 'create-invite', ...wanted }], [describe(wanted)])
    await show(context, wanted, await client.invites.create(wanted))
  })
}

function readInvite(input: Input): CreateInviteBody {
  const role = input.text('role')
  const uses = input.integer('uses', { min: 1, max: 10_000 })
  const expires = input.text('expires')
  const rooms = input.list('room')
  const note = input.text('note')
  return {
    ...(role === undefined ? {} : { role }),
    ...(uses === undefined ? {} : { max_uses: uses }),
    ...(expires === undefined ? {} : { expires_in_s: parseDuration('expires', expires) }),
    ...(rooms.length === 0 ? {} : { room_ids: rooms }),
    ...(note === undefined ? {} : { note }),
  }
}

/** Black on white whatever the terminal's own colours are, with the quiet zone that cameras want. */
async function qrCode(text: string): Promise<string> {
  const { toString: draw } = await import('qrcode')
  const lines = (await draw(text, { type: 'utf8', errorCorrectionLevel: 'L' })).split('\n')
  return lines.map((line) => `\x1b[30;107m${line}\x1b[0m`).join('\n')
}

const describe = ({ role = 'member', max_uses = 1, expires_in_s = 604_800 }: CreateInviteBody): string =>
  `make an invite for ${countText(max_uses, 'person', 'people')} as ${role}, good for ${expires_in_s / 3600} h`

async function show({ terminal }: Context, { max_uses = 1 }: CreateInviteBody, invite: CreatedInvite): Promise<void> {
  const { url, expires_ts } = invite
  if (terminal.stdout.isTTY && !terminal.json) {
    terminal.print(await qrCode(url))
  }
  terminal.say(`good for ${max_uses === 1 ? 'one person' : `${max_uses} people`} until ${timeText(expires_ts)}`)
  terminal.result({ schema: 1, ...invite }, [url])
}
