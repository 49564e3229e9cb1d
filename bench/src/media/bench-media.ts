import { createReadStream } from 'node:fs'
import type { Media } from '@bartab/sdk/schemas'
import type { Backdrop } from './backdrop.ts'

/** Uploads a file as one body and answers with what was stored. */
export async function uploadFile(origin: string, { token }: Backdrop, file: string, query = ''): Promise<Media> {
  const answer = await fetch(`${origin}/media/v1/media${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: createReadStream(file),
    duplex: 'half',
  } as unknown as RequestInit)
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Media
}
