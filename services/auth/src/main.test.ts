import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const main = new URL('./main.ts', import.meta.url).pathname
let folder: string
const running: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-auth-main-'))
})
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      BARTAB_ISSUER: 'https://chat.example',
      BARTAB_HOST: '127.0.0.1',
      BARTAB_PORT: '0',
      BARTAB_INTERNAL_PORT: '0',
      BARTAB_DATA_DIR: folder,
      ...env,
    },
  })
  running.push(child)
  return child
}

async function ready(child: ChildProcess): Promise<{ url: string; lines: string[] }> {
  const lines: string[] = []
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface(child.stdout)) {
    lines.push(JSON.parse(line).msg)
    const url = /listening at (\S+)/
      .exec(line)?.[1]
      ?.replace(/"$/, '')
      .replace(/[",].*$/, '')
    if (url) return { url, lines }
  }
  throw new Error(`auth ended before it listened: ${lines.join('\n')}`)
}

async function ended(child: ChildProcess): Promise<{ code: number; errors: string }> {
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const [code] = await once(child, 'exit')
  return { code, errors }
}

function post(url: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

const person = { username: 'olga', password: 'correct horse battery' }

describe('the auth process', { timeout: 60_000 }, () => {
  it('makes its secrets, takes an owner, stops with 0, and knows the owner after a restart', async () => {
    const first = start()
    const { url } = await ready(first)
    const token = readFileSync(join(folder, 'secrets', 'owner-token'), 'utf8').trim()
    expect((await post(`${url}/auth/v1/bootstrap`, { token, ...person })).status).toBe(201)
    expect(() => readFileSync(join(folder, 'secrets', 'owner-token'))).toThrow()
    const stopped = ended(first)
    first.kill('SIGTERM')
    expect((await stopped).code).toBe(0)

    const second = await ready(start())
    expect((await post(`${second.url}/auth/v1/login`, person)).status).toBe(200)
  })

  it('says every fault of its configuration and exits 78', async () => {
    const { code, errors } = await ended(start({ BARTAB_ISSUER: 'chat.example/', BARTAB_PORT: 'eighty' }))
    expect(code).toBe(78)
    expect(errors).toContain('BARTAB_ISSUER')
    expect(errors).toContain('BARTAB_PORT')
  })

  it.each(['signing-keys.key', 'pepper'])(
    'does not start without the %s that its data was written with',
    async (name) => {
      const first = start()
      await ready(first)
      const stopped = ended(first)
      first.kill('SIGTERM')
      await stopped
      rmSync(join(folder, 'secrets', name))
      const { code, errors } = await ended(start())
      expect(code).toBe(78)
      expect(errors).toContain(name)
    },
  )

  it('does not start under another server name than its first', async () => {
    const first = start({ BARTAB_SERVER_NAME: 'one.example' })
    await ready(first)
    const stopped = ended(first)
    first.kill('SIGTERM')
    await stopped
    const { code, errors } = await ended(start({ BARTAB_SERVER_NAME: 'two.example' }))
    expect(code).toBe(78)
    expect(errors).toContain('one.example')
  })
})
