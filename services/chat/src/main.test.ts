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
const [lanes, longestLifeMs] = [8, 500]

/** What a number of senders sent, each its own numbers in order, through processes that were killed. */
class KilledLoad {
  readonly acknowledged = new Map<number, string>()
  readonly unanswered = new Set<number>()
  #sent = 0

  /** Sends until `isOver`, and keeps what was answered. */
  async lane(send: (n: number) => Promise<Response>, lane: number, isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.#deliver(send, lane + lanes * this.#sent++)
  }

  /** What a client does that heard nothing: it sends the same again. */
  async repeat(send: (n: number) => Promise<Response>): Promise<void> {
    for (const n of [...this.unanswered]) await this.#deliver(send, n)
  }

  async #deliver(send: (n: number) => Promise<Response>, n: number): Promise<void> {
    this.unanswered.add(n)
    const answer = await send(n).catch(() => undefined)
    if (answer?.ok === false) throw new Error(`send ${n} was answered ${answer.status}`)
    const event = (await answer?.json().catch(() => undefined)) as PostedEvent | undefined
    if (event === undefined) return
    this.unanswered.delete(n)
    this.acknowledged.set(n, event.event_id)
  }
}

test(
  'after kill -9 at any moment under load every acknowledged message is there once, in order, and a repeated send changes nothing',
  async () => {
    await using auth = await StubAuth.start()
    const load = new KilledLoad()
    let room = ''
    for (let round = 0; round < killRounds; round++) {
      const token = await auth.token(ann)
      await using chat = await ChatProcess.start(auth, dataDir)
      room ||= await makeRoom(chat, token)
      const send = (n: number) => chat.call(token, 'POST', `/rooms/${room}/messages`, message(n))
      await load.repeat(send)
      expect(load.unanswered.size).toBe(0)
      const before = load.acknowledged.size
      let killed = false
      const senders = Array.from({ length: lanes }, (_, lane) => load.lane(send, lane, () => killed))
      while (load.acknowledged.size === before) await sleep(1)
      await sleep(Math.random() * longestLifeMs)
      await chat.end('SIGKILL')
      killed = true
      await Promise.all(senders)
    }
    const token = await auth.token(ann)
    await using chat = await ChatProcess.start(auth, dataDir)
    const stored = await readAll(chat, token, room)
    const numbers = stored.map(({ txn_id }) => Number(txn_id?.slice(1)))
    expect(new Set(numbers).size).toBe(stored.length)
    const ids = new Map(stored.map(({ event_id }, at) => [numbers[at], event_id]))
    for (const [n, eventId] of load.acknowledged) expect(ids.get(n)).toBe(eventId)
    for (const n of numbers) expect(load.acknowledged.has(n) || load.unanswered.has(n)).toBe(true)
    expect([...ids.values()]).toEqual([...ids.values()].toSorted())
    for (let lane = 0; lane < lanes; lane++) {
      const own = numbers.filter((n) => n % lanes === lane)
      expect(own).toEqual(own.toSorted((a, b) => a - b))
    }
    const [n = 0, eventId] = [...load.acknowledged][0] ?? []
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
