import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Client } from '@bartab/sdk/client'
import type { SyncAnswer } from '@bartab/sdk/schemas'
import { password } from './started-bartab-stack.ts'

const picture = resolve(import.meta.dirname, '../fixtures/flowers.png')

/** What there was when a backup was made: a room with messages, a picture, and where a client stood. */
export interface Recorded {
  roomId: string
  mediaId: string
  cursor: string
  bodies: string[]
}

export async function record(owner: Client): Promise<Recorded> {
  const { room_id: roomId } = await owner.rooms.create({ name: 'kept', kind: 'private' })
  const file = new Blob([readFileSync(picture)], { type: 'image/png' })
  const { media_id: mediaId } = await owner.media.upload(file, { roomId })
  for (const body of ['one', 'two', 'three']) await owner.messages.send(roomId, body)
  return { roomId, mediaId, cursor: (await sync(owner)).next_batch, bodies: await bodiesOf(owner, roomId) }
}

/** What a server has of it now, seen by somebody who logs in anew. */
export async function recall(someone: Client, { roomId, mediaId, cursor }: Recorded) {
  await someone.auth.login({ username: 'owner', password })
  const bodies = await bodiesOf(someone, roomId)
  const media = await someone.media.download(mediaId)
  const { rebase } = await sync(someone, cursor)
  return { bodies, mediaBytes: (await media.arrayBuffer()).byteLength, rebase }
}

export const pictureBytes = (): number => readFileSync(picture).length

async function bodiesOf(who: Client, roomId: string): Promise<string[]> {
  const { chunk } = await who.messages.page(roomId, { limit: 50 })
  return chunk.filter(({ type }) => type === 'm.room.message').map(({ content }) => String(content['body']))
}

async function sync(who: Client, since?: string): Promise<SyncAnswer> {
  for await (const answer of who.sync({ timeoutMs: 0, ...(since === undefined ? {} : { since }) })) return answer
  throw new Error('the sync ended')
}
