import { setImmediate as nextTurn } from 'node:timers/promises'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeListener } from '../server/draining.ts'
import { testServer } from '../server/test-server.fixture.ts'
import { goodClaims } from '../tokens/mint.fixture.ts'
import { SpokenChannel } from './channel.fixture.ts'

type Server = Awaited<ReturnType<typeof testServer>>
let server: Server
let channel: SpokenChannel
let token: string
/** Polls that are held, by the name that they came with. */
let held: Map<string, (words: string) => void>
/** Streams that are open. */
let streams: Map<string, FastifyReply['raw']>
/** Whose answer is over, and whether it was complete. */
let over: string[]

beforeEach(async () => {
  server = await testServer({ carried: ['/held', '/stream', '/broken'] })
  ;[held, streams, over] = [new Map(), new Map(), []]
  const open = {
    config: { scope: 'chat:read' as const },
    schema: { querystring: Type.Object({ name: Type.String() }) },
  }
  server.app.get('/held', open, async ({ query, caller }, reply) => {
    reply.raw.once('close', () => over.push(`${query.name} ${reply.raw.writableFinished}`))
    const words = await new Promise<string>((resolve) => held.set(query.name, resolve))
    return reply.type('text/plain').send(words === 'who' ? caller.userId : words)
  })
  server.app.get('/stream', open, ({ query }, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    reply.raw.once('close', () => over.push(`${query.name} ${reply.raw.writableFinished}`))
    streams.set(query.name, reply.raw)
  })
  server.app.get('/broken', open, (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, {}).flushHeaders()
    reply.raw.destroy()
  })
  server.app.get('/apart', open, async () => 'apart')
  token = await server.bearer()
  channel = await SpokenChannel.open(server.app)
  server.lifecycle.markReady()
})
afterEach(async () => {
  channel.cut()
  server.app.server.closeAllConnections()
  await server.app.close()
})

const ask = (id: number, target: string, headers = {}) => channel.ask(id, target, { authorization: token, ...headers })
const answer = (id: number) => channel.answers.get(id)
const lines = () => server.log().filter(({ msg }) => msg === 'request')

async function hold(...names: string[]): Promise<void> {
  for (const [at, name] of names.entries()) ask(at + 1, `/held?name=${name}`)
  await expect.poll(() => [...held.keys()].toSorted()).toEqual(names.toSorted())
}

describe('questions over a channel', () => {
  it('are held together and answered in any order, each with its own answer', async () => {
    await hold('ann', 'ben', 'cal')
    held.get('cal')?.('to cal')
    await expect.poll(() => answer(3)?.text).toBe('to cal')
    expect(answer(1)).toBeUndefined()
    held.get('ann')?.('schön 🐌')
    await expect
      .poll(() => answer(1))
      .toEqual({
        ...{ status: 200, text: 'schön 🐌', outcome: 'whole' },
        headers: { 'content-type': 'text/plain', 'content-length': '11' },
      })
    expect(answer(2)).toBeUndefined()
  })

  it('that are answered alike in one turn are answered by one frame', async () => {
    await hold('ann', 'ben', 'cal')
    held.get('ann')?.('to all')
    held.get('ben')?.('to ben')
    held.get('cal')?.('to all')
    await expect.poll(() => channel.answers.size).toBe(3)
    expect(channel.frames.map(({ to }) => to)).toEqual([[1, 3], [2]])
    expect([1, 2, 3].map((id) => answer(id)?.text)).toEqual(['to all', 'to ben', 'to all'])
  })

  it('that are answered nearly alike are answered by how each answer differs from the one before', async () => {
    await hold('ann', 'ben', 'cal')
    const words = (unread: number) => `${'what everybody in the room is told. '.repeat(3)}${unread} unread`
    const before = channel.bytes
    for (const [no, name] of ['ann', 'ben', 'cal'].entries()) held.get(name)?.(words(no + 8))
    await expect.poll(() => channel.answers.size).toBe(3)
    expect([1, 2, 3].map((id) => answer(id)?.text)).toEqual([words(8), words(9), words(10)])
    expect([2, 3].map((id) => answer(id)?.headers['content-length'])).toEqual(['116', '117'])
    expect(channel.bytes - before).toBeLessThan(2 * words(8).length + 200)
  })

  it('are verified one by one, and logged with their own id and status', async () => {
    ask(1, '/held?name=ann', { 'x-request-id': 'first' })
    channel.ask(2, '/held?name=ben', { 'x-request-id': 'second' })
    ask(3, '/held', { 'x-request-id': 'third' })
    await expect.poll(() => [answer(2)?.status, answer(3)?.status]).toEqual([401, 400])
    expect(JSON.parse(answer(2)?.text ?? '')).toMatchObject({ code: 'TOKEN_MISSING', request_id: 'second' })
    held.get('ann')?.('who')
    await expect.poll(() => answer(1)?.text).toBe(goodClaims.sub)
    const logged = () => lines().map(({ request_id, status, user_id }) => [request_id, status, user_id])
    await expect
      .poll(() => logged().toSorted())
      .toEqual([
        ['first', 200, goodClaims.sub],
        ['second', 401, undefined],
        ['third', 400, goodClaims.sub],
      ])
  })

  it('reach the paths that are carried, and no other', async () => {
    ask(1, '/apart?name=ann')
    ask(2, '/channel')
    await expect.poll(() => [answer(1)?.status, answer(2)?.status]).toEqual([404, 404])
  })

  it('end when whoever asked leaves, and others are answered as before', async () => {
    await hold('ann', 'ben')
    channel.say({ leave: 1 })
    await expect.poll(() => over).toEqual(['ann false'])
    expect(lines()).toMatchObject([{ status: 499 }])
    held.get('ann')?.('too late')
    held.get('ben')?.('in time')
    await expect.poll(() => answer(2)?.text).toBe('in time')
    expect(answer(1)).toBeUndefined()
  })

  it('all end when the connection does', async () => {
    await hold('ann', 'ben')
    channel.cut()
    await expect.poll(() => over.toSorted()).toEqual(['ann false', 'ben false'])
    expect(lines().filter(({ route }) => route === '/held')).toMatchObject([{ status: 499 }, { status: 499 }])
  })

  it('are no longer asked on a channel that says something else', async () => {
    await hold('ann')
    channel.sayBytes('what?\n')
    await expect.poll(() => channel.isClosed).toBe(true)
    await expect.poll(() => over).toEqual(['ann false'])
  })
})

describe('a stream over a channel', () => {
  it('comes piece by piece, in its own order, also where several hear the same', async () => {
    for (const [at, name] of ['ann', 'ben', 'cal'].entries()) ask(at + 1, `/stream?name=${name}`)
    await expect.poll(() => streams.size).toBe(3)
    await expect.poll(() => answer(3)?.headers).toEqual({ 'content-type': 'text/event-stream' })
    const before = channel.frames.length
    const say = (name: string, ...words: string[]) => words.map((word) => streams.get(name)?.write(word))
    say('ann', 'one ', 'two ')
    say('ben', 'one ', 'two ')
    say('cal', 'two ', 'one ')
    streams.get('ann')?.end()
    await expect.poll(() => answer(1)).toMatchObject({ text: 'one two ', outcome: 'whole' })
    expect([answer(2), answer(3)]).toMatchObject([
      { text: 'one two ', outcome: 'open' },
      { text: 'two one ', outcome: 'open' },
    ])
    expect(channel.frames.slice(before).map(({ to }) => to)).toEqual([[1, 2], [1, 2, 3], [3], [1]])
  })

  it('is full while its reader takes nothing, and goes on when there is room', async () => {
    for (const [at, name] of ['ann', 'ben'].entries()) ask(at + 1, `/stream?name=${name}`)
    await expect.poll(() => streams.size).toBe(2)
    let drained = 0
    streams.get('ann')?.on('drain', () => drained++)
    channel.say({ pause: 1 })
    await expect.poll(() => streams.get('ann')?.writableNeedDrain).toBe(true)
    expect([streams.get('ben')?.writableNeedDrain, drained]).toEqual([false, 0])
    channel.say({ resume: 1 })
    await expect.poll(() => drained).toBe(1)
    expect(streams.get('ann')?.writableNeedDrain).toBe(false)
  })

  it('that the server breaks off is no whole answer', async () => {
    ask(1, '/broken?name=ann')
    await expect.poll(() => answer(1)).toMatchObject({ status: 200, outcome: 'broken' })
  })
})

describe('a server that drains', () => {
  it('asks for no more, answers what is held, and has closed the channel when both are done', async () => {
    await hold('ann', 'ben')
    const stopped = server.lifecycle.stop()
    const closed = closeListener(server.app as never, 10_000)
    await expect.poll(() => channel.frames).toMatchObject([{ going: true, to: [] }])
    held.get('ann')?.('the last words')
    // what was on its way when it said so
    ask(3, '/held?name=cal')
    await expect.poll(() => held.has('cal')).toBe(true)
    held.get('cal')?.('to cal')
    channel.askedLast()
    await expect.poll(() => [answer(1)?.text, answer(3)?.text]).toEqual(['the last words', 'to cal'])
    await nextTurn()
    expect(channel.isClosed).toBe(false)
    held.get('ben')?.('at last')
    await expect.poll(() => channel.isClosed).toBe(true)
    expect(answer(2)?.text).toBe('at last')
    await Promise.all([stopped, closed])
  })
})

describe('what is offered', () => {
  it('is said with the readiness, in its form, by a server that carries something', async () => {
    const offered = await server.app.inject('/readyz')
    expect(offered.headers['x-bartab-channel']).toBe('application/vnd.bartab.channel.2')
    const other = await testServer()
    expect((await other.app.inject('/readyz')).headers['x-bartab-channel']).toBeUndefined()
    expect((await other.app.inject({ method: 'POST', url: '/channel' })).statusCode).toBe(404)
    await other.app.close()
  })

  it('is one form of channel alone', async () => {
    const other = await SpokenChannel.open(server.app, 'application/vnd.bartab.channel.1')
    expect(other.response.statusCode).toBe(415)
    other.cut()
  })
})
