import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RememberedOrigins } from './remembered-origins.ts'
import { UpstreamServer } from './testing/upstream-server.ts'

const configured = { auth: ['http://auth'], chat: ['http://chat'], media: ['http://media'] }
let folder: string
let file: string
let moved: UpstreamServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'origins-'))
  file = join(folder, 'gateway', 'origins.json')
  moved = await UpstreamServer.start()
  await new RememberedOrigins(file).remember('chat', [moved.origin], undefined)
})
afterEach(async () => {
  if (moved.server.listening) await moved.stop()
  await rm(folder, { recursive: true })
})

describe('where services are after a restart', () => {
  it('is where they were pointed to, if they are found ready there', async () => {
    expect(await new RememberedOrigins(file).look(configured)).toEqual({ ...configured, chat: [moved.origin] })
  })

  it('is where the configuration says, if nobody answers there any more', async () => {
    await moved.stop()
    expect(await new RememberedOrigins(file).look(configured)).toEqual(configured)
  })

  it('is where the configuration says, if what answers there is not ready', async () => {
    moved.answer = (_request, response) => response.writeHead(503).end('{}')
    expect(await new RememberedOrigins(file).look(configured)).toEqual(configured)
  })

  it.each(['', '{', '[]', 'null', '{"origins":{"chat":"http://x"}}', '{"origins":{"chat":["file:///etc/passwd"]}}'])(
    'is where the configuration says, if what was remembered cannot be read: %s',
    async (text) => {
      await writeFile(file, text)
      expect(await new RememberedOrigins(file).look(configured)).toEqual(configured)
    },
  )

  it('keeps auth’s internal listener together with auth', async () => {
    const remembered = new RememberedOrigins(file)
    await remembered.remember('auth', [moved.origin], 'http://127.0.0.1:1')
    const again = new RememberedOrigins(file)
    await again.look(configured)
    expect(again.authInternal).toBe('http://127.0.0.1:1')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ authInternal: 'http://127.0.0.1:1' })
    await moved.stop()
    await again.look(configured)
    expect(again.authInternal).toBeUndefined()
  })
})
