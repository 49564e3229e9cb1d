import { expect, test } from 'vitest'
import { type CursorStore, MemoryCursorStore } from '../client/index.ts'
import { json, problem } from '../client/testing/scripted-world.ts'
import type { SyncAnswer } from '../schemas/index.ts'
import { answer, bar, botId, roomIn, ScriptedChat, said } from './testing/scripted-chat.ts'

const start = answer('c0')

/** A chat with an echo bot in it. */
function echoing(...answers: SyncAnswer[]) {
  const chat = new ScriptedChat(answers)
  chat.bot.on('message:text', (ctx) => ctx.reply(ctx.text))
  return chat
}

test('a message is answered in its room, as a reply and as a notice', async () => {
  const message = said('hello')
  const chat = echoing(start, answer('c1', { events: [message] }))
  await chat.bot.start()
  expect(chat.posted.map(({ content }) => content)).toEqual([
    { msgtype: 'm.notice', body: 'hello', 'm.relates_to': { 'm.in_reply_to': { event_id: message.event_id } } },
  ])
  expect(chat.calls('POST', /messages/)[0]?.path).toBe(`/chat/v1/rooms/${bar}/messages`)
})

test("its own messages, other bots' notices and edits are not answered", async () => {
  const notice = said('beep', { content: { msgtype: 'm.notice', body: 'beep' } })
  const edited = {
    msgtype: 'm.text',
    body: '* x',
    'm.relates_to': { rel_type: 'm.replace', event_id: notice.event_id },
  }
  const events = [said('mine', { sender: botId }), notice, said('* x', { content: edited }), said('hers')]
  const chat = new ScriptedChat([start, answer('c1', { events })])
  chat.bot.on('message', (ctx) => ctx.reply(ctx.text))
  await chat.bot.start()
  expect(chat.texts).toEqual(['hers'])
})

test('what was in view at the first start is not taken for news', async () => {
  const chat = echoing(answer('c0', { events: [said('old')] }), answer('c1', { events: [said('new')] }))
  await chat.bot.start()
  expect(chat.texts).toEqual(['new'])
})

test('an invitation is accepted', async () => {
  const chat = echoing(start, answer('c1', { rooms: roomIn({ membership: 'invite' }) }))
  await chat.bot.start()
  expect(chat.calls('POST', /join$/).map(({ path }) => path)).toEqual([`/chat/v1/rooms/${bar}/join`])
})

test('an invitation that can no longer be accepted does not stop the bot', async () => {
  const answers = [
    start,
    answer('c1', { rooms: roomIn({ membership: 'invite' }) }),
    answer('c2', { events: [said('x')] }),
  ]
  const chat = new ScriptedChat(answers, {}, ({ path }) =>
    path.endsWith('/join') ? problem(403, 'MEMBER_BANNED') : new Response('', { status: 404 }),
  )
  chat.bot.on('message', (ctx) => ctx.reply('still here'))
  await chat.bot.start()
  expect(chat.texts).toEqual(['still here'])
})

test('what was said before the bot came in is not answered', async () => {
  const entry = said('', { type: 'm.room.member', state_key: botId, sender: botId, content: { membership: 'join' } })
  const chat = echoing(start, answer('c1', { events: [said('before'), entry, said('after')], rooms: roomIn({}) }))
  await chat.bot.start()
  expect(chat.texts).toEqual(['after'])
})

test('a gap in a room is filled from its history, in order and without repeats', async () => {
  const [one, two, three] = [said('one'), said('two'), said('three')]
  const answers = [start, answer('c9', { events: [three], rooms: roomIn({ limited: true, prev_batch: 'p' }) })]
  const chat = new ScriptedChat(answers, {}, ({ method, path, query }) => {
    if (method !== 'GET' || !path.endsWith('/messages')) return new Response('', { status: 404 })
    expect(query.get('dir')).toBe('f')
    return query.get('from') === 'c0'
      ? json({ chunk: [one], start: 'c0', end: 'c5' })
      : json({ chunk: [two, three], start: 'c5', end: 'c9' })
  })
  chat.bot.on('message', (ctx) => ctx.reply(ctx.text))
  await chat.bot.start()
  expect(chat.texts).toEqual(['one', 'two', 'three'])
})

test('an event that is handled twice has its effects under the same transaction ids', async () => {
  const message = said('hello')
  const run = async () => {
    const chat = new ScriptedChat([start, answer('c1', { events: [message] })])
    chat.bot.on('message', async (ctx, next) => {
      await ctx.reply('one')
      await ctx.reply('two')
      await next()
    })
    chat.bot.on('message', (ctx) => ctx.say('three'))
    await chat.bot.start()
    return chat.posted.map(({ txn_id }) => txn_id)
  }
  const [first, second] = [await run(), await run()]
  expect(first).toEqual(second)
  expect(new Set(first).size).toBe(3)
  for (const id of first) expect(id).toMatch(/^[A-Za-z0-9_.:~-]{1,128}$/)
})

test('the position is kept only after the handlers are done', async () => {
  const cursor: CursorStore = new MemoryCursorStore()
  const chat = new ScriptedChat([start, answer('c1', { events: [said('hello')] })], { cursor })
  let during: string | undefined
  chat.bot.on('message', async () => {
    during = await cursor.load()
  })
  await chat.bot.start()
  expect(during).toBe('c0')
  expect(await cursor.load()).toBe('c1')
})

test('a bot that comes back answers what was said while it was away', async () => {
  const cursor: CursorStore = new MemoryCursorStore()
  await cursor.save('c7')
  const chat = new ScriptedChat([answer('c8', { events: [said('anyone there?')] })], { cursor })
  chat.bot.on('message', (ctx) => ctx.reply('yes'))
  await chat.bot.start()
  expect(chat.texts).toEqual(['yes'])
})

test('a new log is not answered from its beginning', async () => {
  const chat = echoing(start, answer('n1', { events: [said('restored')], rebase: true }))
  await chat.bot.start()
  expect(chat.texts).toEqual([])
})

test('a handler that throws reaches the boundary, and the next event is handled', async () => {
  const chat = new ScriptedChat([start, answer('c1', { events: [said('bad'), said('good')] })])
  const failed: string[] = []
  chat.bot.on('message', (ctx) => {
    if (ctx.text === 'bad') throw new Error('no')
    return ctx.reply(ctx.text)
  })
  chat.bot.catch((error, event) => failed.push(`${(error as Error).message} ${event.content.body}`))
  await chat.bot.start()
  expect(failed).toEqual(['no bad'])
  expect(chat.texts).toEqual(['good'])
  expect(chat.log).toContain('a handler failed')
})

test('a command gets its arguments, and the first handler that fits keeps the event', async () => {
  const chat = new ScriptedChat([
    start,
    answer('c1', { events: [said('/roll 2d6'), said('/roll@other 1'), said('hi')] }),
  ])
  chat.bot.command('roll', (ctx) => ctx.reply(`rolled ${ctx.args}`))
  chat.bot.on('message', (ctx) => ctx.reply(`heard ${ctx.text}`))
  await chat.bot.start()
  expect(chat.texts).toEqual(['rolled 2d6', 'heard /roll@other 1', 'heard hi'])
})

test('a message in a slow room does not hold up another room', async () => {
  const elsewhere = said('quick', { room_id: '01J000000000000000000THER0' })
  const chat = new ScriptedChat([start, answer('c1', { events: [said('slow'), elsewhere] })])
  const done: string[] = []
  const quick = Promise.withResolvers<void>()
  chat.bot.on('message', async (ctx) => {
    if (ctx.text === 'slow') await quick.promise
    else quick.resolve()
    done.push(ctx.text)
  })
  await chat.bot.start()
  expect(done).toEqual(['quick', 'slow'])
})

test('a bot waits for a server that is not there yet', async () => {
  let refused = 0
  const chat = new ScriptedChat([start], {}, () => {
    if (++refused < 20) throw new TypeError('fetch failed')
    return new Response('', { status: 404 })
  })
  await chat.bot.start()
  expect(chat.log).toContain('ready')
})

test('a bot whose credentials are withdrawn stops with the reason', async () => {
  const chat = new ScriptedChat([start], {}, ({ path }) =>
    path === '/auth/v1/oauth2/token' ? json({ error: 'invalid_client' }, 401) : new Response('', { status: 404 }),
  )
  await expect(chat.bot.start()).rejects.toMatchObject({ code: 'SESSION_ENDED' })
})

test('a bot that is told to end lets its handler finish and keeps its position', async () => {
  const cursor: CursorStore = new MemoryCursorStore()
  const chat = new ScriptedChat([start, answer('c1', { events: [said('last')] }), answer('c2')], { cursor })
  chat.bot.on('message', async (ctx) => {
    process.emit('SIGTERM')
    await ctx.reply('bye')
  })
  await chat.bot.start()
  expect(chat.texts).toEqual(['bye'])
  expect(await cursor.load()).toBe('c1')
})

test('a bot that has stopped no longer listens for signals', async () => {
  const before = process.listenerCount('SIGTERM')
  await new ScriptedChat([start]).bot.start()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

test('public rooms of the configuration are joined at the start', async () => {
  const chat = new ScriptedChat([start], { rooms: [bar] })
  await chat.bot.start()
  expect(chat.calls('POST', /join$/)).toHaveLength(1)
})
