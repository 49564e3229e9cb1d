import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryPage, PostedEvent, Room, SyncAnswer } from '@bartab/sdk/schemas'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChatProcess, StubAuth } from './testing/edge.ts'

const ann = '01ARZ3NDEKTSV4RRFFQ69G5FA0'
let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bartab-chat-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const message = (n: number) => ({ txn_id: `n${n}`, content: { msgtype: 'm.text', body: `m${n}` } })

async function makeRoom(chat: ChatProcess, token: string): Promise<string> {
  const made = await chat.call(token, 'POST', '/rooms', { kind: 'public', name: 'Load' })
  expect(made.status).toBe(201)
  return ((await made.json()) as Room).room_id
}

/** The whole history of a room, oldest first. */
async function readAll(chat: ChatProcess, token: string, room: string): Promise<HistoryPage['chunk']> {
  const events: HistoryPage['chunk'] = []
  for (let from = ''; ; ) {
    const page = (await (
      await chat.call(token, 'GET', `/rooms/${room}/messages?dir=f&limit=100${from}`)
    ).json()) as HistoryPage
    events.push(...page.chunk)
    if (page.end === undefined) return events.filter(({ type }) => type === 'm.room.message')
    from = `&from=${page.end}`
  }
}

/** Kills in one run: few by default, a hundred with BARTAB_KILL_ROUNDS=100. */
const killRounds = Number(process.env.BARTAB_KILL_ROUNDS ?? 3)

test(
  'after kill -9 under load every acknowledged message is there once, in order, and a repeated send changes nothing',
  async () => {
    await using auth = await StubAuth.start()
    const token = await auth.token(ann)
    const acknowledged = new Map<number, string>()
    let room = ''
    let sent = 0
    for (let round = 0; round < killRounds; round++) {
      await using chat = await ChatProcess.start(auth, dataDir)
      room ||= await makeRoom(chat, token)
      let killed = false
      const sender = async () => {
        while (!killed) {
          const n = sent++
          const answer = await chat.call(token, 'POST', `/rooms/${room}/messages`, message(n)).catch(() => undefined)
          if (answer?.status === 201) acknowledged.set(n, ((await answer.json()) as PostedEvent).event_id)
        }
      }
      const senders = Array.from({ length: 8 }, sender)
      while (acknowledged.size < 60 * (round + 1)) await sleep(1)
      await chat.end('SIGKILL')
      killed = true
      await Promise.allSettled(senders)
    }
    await using chat = await ChatProcess.start(auth, dataDir)
    const stored = await readAll(chat, token, room)
    const byTxn = new Map(stored.map(({ txn_id, event_id }) => [txn_id, event_id]))
    expect(byTxn.size).toBe(stored.length)
    for (const [n, eventId] of acknowledged) expect(byTxn.get(`n${n}`)).toBe(eventId)
    const ids = stored.map(({ event_id }) => event_id)
    expect(ids).toEqual(ids.toSorted())
    const [n = 0, eventId] = [...acknowledged][0] ?? []
    const again = await chat.call(token, 'POST', `/rooms/${room}/messages`, message(n))
    expect([again.status, ((await again.json()) as PostedEvent).event_id]).toEqual([200, eventId])
  },
  240_000 + killRounds * 20_000,
)

test('told to stop, the process ends held polls with their cursor, and exits 0', async () => {
  await using auth = await StubAuth.start()
  const token = await auth.token(ann)
  await using chat = await ChatProcess.start(auth, dataDir)
  await makeRoom(chat, token)
  const first = (await (await chat.call(token, 'GET', '/sync')).json()) as SyncAnswer
  const settled = (await (
    await chat.call(token, 'GET', `/sync?timeout=0&since=${first.next_batch}`)
  ).json()) as SyncAnswer
  const held = chat.call(token, 'GET', `/sync?timeout=60000&since=${settled.next_batch}`)
  await until(async () => (await metrics(chat)).includes('bartab_chat{what="held_polls"} 1'))
  const ended = chat.end('SIGTERM')
  const answer = await held
  expect(answer.status).toBe(200)
  expect(((await answer.json()) as SyncAnswer).next_batch).toBe(settled.next_batch)
  expect(await ended).toBe(0)
}, 120_000)

test('a client that goes away frees its poll', async () => {
  await using auth = await StubAuth.start()
  const token = await auth.token(ann)
  await using chat = await ChatProcess.start(auth, dataDir)
  const first = (await (await chat.call(token, 'GET', '/sync')).json()) as SyncAnswer
  const gone = new AbortController()
  const held = chat.call(token, 'GET', `/sync?timeout=60000&since=${first.next_batch}`, undefined, gone.signal)
  await until(async () => (await metrics(chat)).includes('bartab_chat{what="held_polls"} 1'))
  gone.abort()
  await expect(held).rejects.toThrow()
  await until(async () => (await metrics(chat)).includes('bartab_chat{what="held_polls"} 0'))
}, 120_000)

test('a stream carries the same answers as polls', async () => {
  await using auth = await StubAuth.start()
  const token = await auth.token(ann)
  await using chat = await ChatProcess.start(auth, dataDir)
  const room = await makeRoom(chat, token)
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const stream = await fetch(`${chat.url}/chat/v1/sync`, { headers })
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const events = streamEvents(stream)
  const first = await events.next()
  expect((JSON.parse(first.value?.data ?? '') as SyncAnswer).rooms).toHaveProperty(room)
  await chat.call(token, 'POST', `/rooms/${room}/messages`, message(1))
  const second = await events.next()
  const answer = JSON.parse(second.value?.data ?? '') as SyncAnswer
  expect(answer.events.map(({ content }) => content.body)).toEqual(['m1'])
  expect(second.value?.id).toBe(answer.next_batch)
  const ended = chat.end('SIGTERM')
  expect((await events.next()).done).toBe(true)
  expect(await ended).toBe(0)
}, 120_000)

test('a forged token is refused', async () => {
  await using auth = await StubAuth.start()
  await using forger = await StubAuth.start()
  await using chat = await ChatProcess.start(auth, dataDir)
  const answer = await chat.call(await forger.token(ann), 'GET', '/rooms')
  expect(answer.status).toBe(401)
}, 120_000)

const metrics = async (chat: ChatProcess) => (await fetch(`${chat.internalUrl}/metrics`)).text()

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10)
}

async function* streamEvents(stream: Response): AsyncGenerator<{ id: string; data: string }> {
  let text = ''
  for await (const bytes of stream.body ?? []) {
    text += Buffer.from(bytes).toString()
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      if (id !== undefined && data !== undefined) yield { id, data }
    }
  }
}
