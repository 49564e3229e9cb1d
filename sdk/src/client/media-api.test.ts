import { expect, test } from 'vitest'
import { Client } from './client.ts'
import { json, problem, ScriptedWorld, tokens } from './testing/scripted-world.ts'

const credentials = { client_id: 'bot-1', client_secret: 's3cret' }

interface Upload {
  url: string
  type: string | null
  body: string
}

/** A client whose uploads are kept; the first `failures` of them are answered with 503. */
function uploading(failures = 0) {
  const world = new ScriptedWorld(() => json(tokens('bot')))
  const uploads: Upload[] = []
  const surroundings = {
    ...world.surroundings,
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(String(input), init)
      if (!request.url.includes('/media/')) return world.surroundings.fetch(input, init)
      uploads.push({ url: request.url, type: request.headers.get('content-type'), body: await request.text() })
      return uploads.length <= failures ? problem(503, 'IMAGE_QUEUE_FULL', { 'retry-after': '1' }) : json({}, 201)
    },
  }
  return { uploads, client: new Client({ url: 'http://chat.test', credentials, surroundings }) }
}

test('a blob goes up with its own type, its room and its name', async () => {
  const { uploads, client } = uploading()
  await client.media.upload(new Blob(['GIF89a'], { type: 'image/gif' }), { roomId: 'R', filename: 'a b.gif' })
  expect(uploads).toEqual([
    { url: 'http://chat.test/media/v1/media?room_id=R&filename=a+b.gif', type: 'image/gif', body: 'GIF89a' },
  ])
})

test('a blob is sent whole again after a refusal', async () => {
  const { uploads, client } = uploading(1)
  await client.media.upload(new Blob(['GIF89a']))
  expect(uploads.map(({ body, type }) => [body, type])).toEqual([
    ['GIF89a', 'application/octet-stream'],
    ['GIF89a', 'application/octet-stream'],
  ])
})

test('a stream is sent once, for it cannot be read again', async () => {
  const { uploads, client } = uploading(1)
  const stream = new Blob(['GIF89a']).stream()
  await expect(client.media.upload(stream)).rejects.toMatchObject({ code: 'IMAGE_QUEUE_FULL' })
  expect(uploads).toHaveLength(1)
})
