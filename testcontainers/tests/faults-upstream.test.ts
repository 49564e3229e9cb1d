import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { engineContainer, successor } from '../src/engine-container.ts'
import { GatewayControl } from '../src/gateway-control.ts'
import { password, type StartedBartabStack } from '../src/started-bartab-stack.ts'

/** A service that misbehaves in the way that the path names. */
const misbehaving = `
const answer = (body) => 'HTTP/1.1 200 OK\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n' + body
require('node:net').createServer((socket) => {
  let served = 0
  socket.on('error', () => {}).on('data', (data) => {
    const path = String(data).split(' ')[1]
    served += 1
    if (path === '/readyz') socket.write(answer('{}'))
    else if (path.endsWith('garbage')) socket.end('SSH-2.0-OpenSSH\\r\\n')
    else if (path.endsWith('half')) socket.end('HTTP/1.1 200 OK\\r\\nx-a:')
    else if (path.endsWith('slow')) setTimeout(() => socket.write(answer('slow')), 3000)
    else if (path.endsWith('reset') && served > 1) socket.resetAndDestroy()
    else socket.write(answer('fine'))
  })
}).listen(8080)`

let stack: StartedBartabStack
let owner: Client
let token: string
let room: string
beforeAll(async () => {
  stack = await new BartabStack().start()
  owner = await stack.owner()
  room = (await owner.rooms.create({ name: 'faults', kind: 'private' })).room_id
  token = await login()
})
afterAll(() => stack?.[Symbol.asyncDispose]())

async function login(): Promise<string> {
  const answer = await tryLogin()
  return ((await answer.json()) as { access_token: string }).access_token
}

const tryLogin = () =>
  fetch(`${stack.gatewayUrl}/auth/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'owner', password }),
  })
const headers = () => ({ authorization: `Bearer ${token}` })
const get = (path: string) => fetch(`${stack.gatewayUrl}${path}`, { headers: headers() })
const post = (path: string, body: object) =>
  fetch(`${stack.gatewayUrl}${path}`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code
const listRooms = () => get('/chat/v1/rooms')

describe('a service that is killed', () => {
  it('is refused with a code and a time to come back, the others go on, and it is found again', async () => {
    const chat = await engineContainer(stack, 'chat')
    await chat.kill()
    const codes = new Set<string>()
    await expect
      .poll(async () => {
        const answer = await listRooms()
        expect([502, 503]).toContain(answer.status)
        codes.add(await codeOf(answer))
        return codes.has('UPSTREAM_AWAY')
      })
      .toBe(true)
    expect([...codes].every((code) => code.startsWith('UPSTREAM_'))).toBe(true)
    expect((await get('/auth/v1/me')).status).toBe(200)
    await chat.start()
    await expect.poll(async () => (await listRooms()).status, { timeout: 30_000 }).toBe(200)
  })
})

describe('a service that is paused', () => {
  it('is not waited for again and again: the circuit opens, and closes when it goes on', async () => {
    const chat = await engineContainer(stack, 'chat')
    const impatient = () =>
      fetch(`${stack.gatewayUrl}/chat/v1/rooms`, { headers: headers(), signal: AbortSignal.timeout(1_000) })
        .then(codeOf)
        .catch(() => 'no answer')
    await chat.pause()
    await expect.poll(impatient, { timeout: 30_000 }).toBe('UPSTREAM_AWAY')
    expect((await get('/auth/v1/me')).status).toBe(200)
    await chat.unpause()
    await expect.poll(async () => (await listRooms()).status, { timeout: 30_000 }).toBe(200)
  })
})

describe('a service that answers badly', () => {
  it('by garbage, half a header, slowly, or resetting kept sockets: each gets what it deserves', async () => {
    const media = await engineContainer(stack, 'media')
    await media.stop()
    {
      await using bad = await successor(stack, 'media', { script: misbehaving })
      await bad.container.start()
      await expect.poll(async () => (await get('/media/v1/fine')).status, { timeout: 30_000 }).toBe(200)
      for (const path of ['garbage', 'half']) {
        const answer = await get(`/media/v1/${path}`)
        expect([answer.status, await codeOf(answer)]).toEqual([502, 'UPSTREAM_BROKEN'])
      }
      expect(await (await get('/media/v1/slow')).text()).toBe('slow')
      for (let i = 0; i < 6; i += 1) expect(await (await get('/media/v1/reset')).text()).toBe('fine')
      expect((await listRooms()).status).toBe(200)
    }
    await media.start()
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 30_000 }).toBe(200)
  })
})

describe('auth', () => {
  // longer than keys are fetched anew (30 s) and every wait of those who ask auth; that keys are relied on for a day
  // is shown with the clock in kit
  it('may be gone for long: people with valid tokens go on', { timeout: 180_000 }, async () => {
    const auth = await engineContainer(stack, 'auth')
    await auth.stop()
    const until = Date.now() + 75_000
    const statuses = new Set<number>()
    for (let i = 0; Date.now() < until; i += 1) {
      const message = { txn_id: randomUUID(), content: { msgtype: 'm.text', body: `${i}` } }
      statuses.add((await post(`/chat/v1/rooms/${room}/messages`, message)).status)
      statuses.add((await listRooms()).status)
      await sleep(100)
    }
    expect([...statuses].sort()).toEqual([200, 201])
    expect([502, 503]).toContain((await tryLogin()).status)
    await auth.start()
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 30_000 }).toBe(200)
  })

  it('is asked for keys once a window, however many invented key ids come, and a new key counts at once', async () => {
    const { token: operator } = await GatewayControl.open(stack)
    const asOperator = async (path: string) => {
      const answer = await fetch(`${stack.gatewayUrl}/auth/v1/keys${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${operator}` },
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as { kid: string }
    }
    const before = await keyQuestions()
    const began = Date.now()
    const statuses = new Set<number>()
    for (let i = 0; i < 6; i += 1) {
      const flood = Array.from({ length: 150 }, (_, n) => withInventedKey(`${i}-${n}`))
      for (const answer of await Promise.all(flood)) statuses.add(answer)
    }
    const windows = Math.ceil((Date.now() - began) / 1_000) + 1
    const backgroundToo = 4
    expect([...statuses]).toEqual([401])
    expect((await keyQuestions()) - before).toBeLessThanOrEqual(windows + backgroundToo)
    const { kid } = await asOperator('')
    await asOperator(`/${kid}/activate`)
    token = await login()
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ kid })
    expect((await listRooms()).status).toBe(200)
  })
})

async function withInventedKey(seed: string): Promise<number> {
  const kid = createHash('sha256').update(seed).digest('base64url')
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = token.split('.')[1]
  const forged = `${part({ alg: 'EdDSA', typ: 'at+jwt', kid })}.${claims}.${Buffer.alloc(64, seed).toString('base64url')}`
  const answer = await fetch(`${stack.gatewayUrl}/chat/v1/rooms`, { headers: { authorization: `Bearer ${forged}` } })
  await answer.body?.cancel()
  return answer.status
}

/** How often somebody asked auth for its keys, by auth's own log. */
async function keyQuestions(): Promise<number> {
  return (await stack.logs('auth')).split('"path":"/.well-known/jwks.json"').length
}
