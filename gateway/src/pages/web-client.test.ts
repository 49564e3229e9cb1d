import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../testing/started-gateway.ts'

const script = 'console.log("hello")'
const page = '<!doctype html><title>start</title>'
let folder: string
let gateway: StartedGateway
beforeAll(async () => {
  const outside = await mkdtemp(join(tmpdir(), 'web-'))
  folder = join(outside, 'dist')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(outside, 'secret.txt'), 'secret')
  await symlink(join(outside, 'secret.txt'), join(folder, 'link.txt'))
  await writeFile(join(folder, 'index.html'), page)
  await writeFile(join(folder, 'favicon.svg'), '<svg/>')
  await writeFile(join(folder, '.sources'), 'secret')
  await writeFile(join(folder, 'assets', 'index-B1xK9aQ2.js'), script)
  await writeFile(join(folder, 'assets', 'index-B1xK9aQ2.js.br'), brotliCompressSync(script))
  await writeFile(join(folder, 'assets', 'index-B1xK9aQ2.js.gz'), gzipSync(script))
  gateway = await startGateway({ config: { webDir: folder } })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await rm(join(folder, '..'), { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${gateway.url}${path}`, { headers })

describe('the web client’s files', () => {
  it('with a hash in their names are kept for ever, the start page never without asking', async () => {
    const asset = await get('/assets/index-B1xK9aQ2.js')
    expect([asset.headers.get('cache-control'), asset.headers.get('content-type'), await asset.text()]).toEqual([
      'public, max-age=31536000, immutable',
      'text/javascript; charset=utf-8',
      script,
    ])
    expect((await get('/')).headers.get('cache-control')).toBe('no-cache')
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
  })

  it.each(['/', '/rooms/01J', '/login', '/index.html'])(
    '%s shows the start page under a strict policy',
    async (path) => {
      const answer = await get(path)
      expect([answer.status, await answer.text()]).toEqual([200, page])
      const policy = answer.headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|\*/)
      expect(answer.headers.get('x-frame-options')).toBe('DENY')
    },
  )

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('are sent compressed as the client takes them: %s', async (accept, encoding) => {
    const { promise, resolve } = Promise.withResolvers<import('node:http').IncomingMessage>()
    request(`${gateway.url}/assets/index-B1xK9aQ2.js`, { headers: { 'accept-encoding': accept } }, resolve).end()
    const answer = await promise
    answer.resume()
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers.vary).toBe('accept-encoding')
  })

  it('that the browser has already are not sent again', async () => {
    const { headers } = await get('/')
    const again = await get('/', { 'if-none-match': `"other", ${headers.get('etag')}` })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it.each(['/assets/missing.js', '/link.txt', '/.sources', '/..%2fsecret.txt', '/assets/index-B1xK9aQ2.js.br'])(
    '%s is not one of them',
    async (path) => {
      const answer = await get(path)
      expect([400, 404]).toContain(answer.status)
      expect(await answer.text()).not.toContain('secret')
    },
  )

  it('that were not built are told of with the command that builds them', async () => {
    await using bare = await startGateway({ config: { webDir: join(folder, 'nowhere') } })
    const answer = await fetch(`${bare.url}/`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
    const text = await answer.text()
    expect(text).toContain('<code>./bartab up</code>')
    expect(text).not.toContain('set to its folder')
  })

  it('can be asked for by HEAD, and not posted to', async () => {
    const head = await fetch(`${gateway.url}/`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(page.length)])
    expect((await fetch(`${gateway.url}/`, { method: 'POST', body: 'x' })).status).toBe(404)
  })
})
