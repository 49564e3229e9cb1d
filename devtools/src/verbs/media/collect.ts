import { countText } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { CollectionAnswer } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { timeText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'
import { askBeside } from './beside.ts'
import { mediaIdIn } from './media-id.ts'

interface References {
  media_ids: string[]
  encrypted_room_ids: string[]
}

export async function run(context: Context, input: Input): Promise<undefined> {
  const grace_ms = parseDuration('grace', input.text('grace') ?? '7d') * 1000
  await asOperator(context, async ({ handle, client }) => {
    const { ts: since_ts } = await client.media.markReferenced([])
    const spoken = await askBeside<References>(handle, 'chat', 'services/chat/src/media-references.ts')
    const ids = [...spoken.media_ids, ...(await avatars(client))]
    await client.media.markReferenced(ids)
    context.terminal.say(`${countText(ids.length, 'reference')} in messages, rooms and profiles`)
    const spared_room_ids = spoken.encrypted_room_ids
    const answer = await client.media.collect({ since_ts, grace_ms, spared_room_ids, dry_run: context.dryRun })
    context.terminal.result(
      { schema: 1, stack: handle.stack.name, ...answer, spared_room_ids },
      lines(answer, spared_room_ids),
    )
  })
}

/** Avatars are named by their address; other addresses are none of ours. */
async function avatars(client: Client): Promise<string[]> {
  const users = await Array.fromAsync(client.people.all())
  return users.flatMap(({ avatar_url }) => mediaIdIn(avatar_url ?? '') ?? [])
}

function lines({ dry_run, files, bytes, first }: CollectionAnswer, spared: readonly string[]): string[] {
  const what = `${countText(files, 'file')}, ${sizeText(bytes)}`
  const note =
    spared.length === 0
      ? []
      : [`${spared.length} encrypted rooms are left alone: nobody here can read what they speak of`]
  const rows = first
    .slice(0, 20)
    .map(({ media_id, size, created_ts }) => `  ${media_id}  ${timeText(created_ts)}  ${sizeText(size)}`)
  return [dry_run ? `would delete ${what}` : `deleted ${what}`, ...rows, ...note]
}
