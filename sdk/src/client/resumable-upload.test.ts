import { expect, test } from 'vitest'
import { Client } from './client.ts'
import { json, problem, ScriptedWorld, tokens } from './testing/scripted-world.ts'

const id = '01J00000000000000000000BAR'

/** A server that keeps one upload; `fails` says which of the pieces are cut, and how many of their bytes arrive. */
function keeping(fails: (piece: number) => number | undefined, refusal?: Response) {
  const world = new ScriptedWorld(() => json(tokens('bot')))
  const kept: { bytes: string; size: number; metadata: string | null } = { bytes: '', size: 0, metadata: null }
  let pieces = 0
  const answer = async (request: Request): Promise<Response> => {
    if (request.method === 'POST') {
      kept.size = Number(request.headers.get('upload-length'))
      kept.metadata = request.headers.get('upload-metadata')
      return new Response(null, { status: 201, headers: { location: `/media/v1/uploads/${id}` } })
    }
    const media = kept.bytes.length === kept.size ? { media: { media_id: id } } : {}
    if (request.method === 'GET') return json({ upload_id: id, offset: kept.bytes.length, size: kept.size, ...media })
    if (refusal !== undefined) return refusal
    if (Number(request.headers.get('upload-offset')) !== kept.bytes.length) return problem(409, 'UPLOAD_OFFSET_WRONG')
    const cut = fails(pieces++)
    kept.bytes += (await request.text()).slice(0, cut)
    if (cut !== undefined) throw new TypeError('fetch failed')
    return new Response(null, { status: 204, headers: { 'upload-offset': String(kept.bytes.length) } })
  }
  const surroundings = {
    ...world.surroundings,
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(String(input), init)
      return request.url.includes('/media/') ? answer(request) : world.surroundings.fetch(input, init)
    },
  }
  const credentials = { client_id: 'bot-1', client_secret: 's3cret' }
  return { kept, client: new Client({ url: 'http://chat.test', credentials, surroundings }) }
}

test('a blob goes up in pieces, and each is told', async () => {
  const { kept, client } = keeping(() => undefined)
  const progress: number[] = []
  const media = await client.media.uploadResumable(new Blob(['snail race']), {
    filename: 'Grüße.txt',
    pieceBytes: 4,
    onProgress: (sent) => progress.push(sent),
  })
  expect([media.media_id, kept.bytes, progress]).toEqual([id, 'snail race', [4, 8, 10]])
  expect(kept.metadata).toBe(`filename ${Buffer.from('Grüße.txt').toString('base64')}`)
})

test('a cut piece goes on with what has not arrived', async () => {
  const { kept, client } = keeping((piece) => (piece % 2 === 0 ? 2 : undefined))
  await client.media.uploadResumable(new Blob(['snail race']), { pieceBytes: 4 })
  expect(kept.bytes).toBe('snail race')
})

test('when nothing is gained again and again it gives up', async () => {
  const { client } = keeping(() => 0)
  await expect(client.media.uploadResumable(new Blob(['snail']), { attempts: 3 })).rejects.toMatchObject({
    code: 'UNREACHABLE',
  })
})

test('what the server refuses for good is not sent again', async () => {
  const { client } = keeping(() => undefined, problem(422, 'IMAGE_BROKEN'))
  await expect(client.media.uploadResumable(new Blob(['snail']))).rejects.toMatchObject({ code: 'IMAGE_BROKEN' })
})
