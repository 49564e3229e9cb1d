import { expect, test } from 'vitest'
import { json, problem } from '../client/testing/scripted-world.ts'
import type { ChatEvent } from '../schemas/index.ts'
import { MemoryStore } from '../store/local-store.ts'
import { int, optional, word } from './command-args.ts'
import { bar, botId, ScriptedChat, said } from './testing/scripted-chat.ts'

/** A chat with an echo bot in it. */
function echoing(...batches: ChatEvent[][]) {
  const chat = new ScriptedChat(batches)
  chat.bot.on('message:text', (ctx) => ctx.reply(ctx.text))
  return chat
}

const invitation = () => said('', { type: 'm.room.member', state_key: botId, content: { membership: 'invite' } })

test('a message is answered in its room, as a reply and as a notice, and then acknowledged', async () => {
  const message = said('hello')
  const chat = echoing([message])
  await chat.bot.start()
  expect(chat.posted.map(({ content }) => content)).toEqual([
    { msgtype: 'm.notice', body: 'hello', 'm.relates_to': { 'm.in_reply_to': { event_id: message.event_id } } },
  ])
  expect(chat.calls('POST', /messages/)[0]?.path).toBe(`/chat/v1/rooms/${bar}/messages`)
  expect(chat.acknowledged).toEqual([1])
})

test("other bots' notices and edits are not messages", async () => {
  const notice = said('beep', { content: { msgtype: 'm.notice', body: 'beep' } })
  const edited = {
    msgtype: 'm.text',
    body: '* x',
    'm.relates_to': { rel_type: 'm.replace', event_id: notice.event_id },
  }
  const chat = new ScriptedChat([[notice, said('* x', { content: edited }), said('hers')]])
  chat.bot.on('message', (ctx) => ctx.reply(ctx.text))
  await chat.bot.start()
  expect(chat.texts).toEqual(['hers'])
})

test('an invitation is accepted, unless the bot was told not to', async () => {
  const joins = async (options = {}) => {
    const chat = new ScriptedChat([[invitation()]], options)
    await chat.bot.start()
    return chat.calls('POST', /join$/).map(({ path }) => path)
  }
  expect(await joins()).toEqual([`/chat/v1/rooms/${bar}/join`])
  expect(await joins({ accept: () => false })).toEqual([])
})

test('an invitation that can no longer be accepted does not stop the bot', async () => {
  const chat = new ScriptedChat([[invitation(), said('x')]], {}, ({ path }) =>
    path.endsWith('/join') ? problem(403, 'MEMBER_BANNED') : new Response('', { status: 404 }),
  )
  chat.bot.on('message', (ctx) => ctx.reply('still here'))
  await chat.bot.start()
  expect(chat.texts).toEqual(['still here'])
})

test('an event that is handled twice has its effects under the same transaction ids', async () => {
  const message = said('hello')
  const run = async () => {
    const chat = new ScriptedChat([[message]])
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

test('an update is acknowledged only after its handlers are done', async () => {
  const chat = new ScriptedChat([[said('hello')]])
  let during: number[] | undefined
  chat.bot.on('message', async () => {
    await new Promise(setImmediate)
    during = [...chat.acknowledged]
  })
  await chat.bot.start()
  expect(during).toEqual([])
  expect(chat.acknowledged).toEqual([1])
})

test('the first call says that nothing is held, and the next ones what is', async () => {
  const chat = new ScriptedChat([[said('slow')], []])
  const polledAgain = Promise.withResolvers<void>()
  chat.bot.client.use((prev, request) => {
    if (request.query?.held === '1') polledAgain.resolve()
    return prev(request)
  })
  chat.bot.on('message', () => polledAgain.promise)
  await chat.bot.start()
  const held = chat.calls('GET', /updates$/).map(({ query }) => query.get('held'))
  expect(held.slice(0, 2)).toEqual(['', '1'])
})

test('a handler that throws is told of, its update is given back with the reason, and the next is handled', async () => {
  const chat = new ScriptedChat([[said('bad'), said('good')]])
  const failed: unknown[] = []
  chat.bot.on('message', (ctx) => {
    if (ctx.text === 'bad') throw new Error('no')
    return ctx.reply(ctx.text)
  })
  chat.bot.catch((error) => failed.push([error.message, error.ctx.text]))
  await chat.bot.start()
  expect(failed).toEqual([['no', 'bad']])
  expect(chat.texts).toEqual(['good'])
  expect(chat.givenBack).toEqual([{ seq: 1, reason: 'no' }])
  expect(chat.log).toContain('a handler failed')
})

test('what a boundary lets pass is handled, and a failure outside of it is not its business', async () => {
  const chat = new ScriptedChat([[said('in'), said('out')]])
  const caught: unknown[] = []
  chat.bot
    .errorBoundary((error) => caught.push(error.ctx.text))
    .on('message', (ctx, next) => {
      if (ctx.text === 'in') throw new Error('no')
      return next()
    })
  chat.bot.on('message', () => Promise.reject(new Error('outside')))
  await chat.bot.start()
  expect(caught).toEqual(['in'])
  expect(chat.acknowledged).toEqual([1])
  expect(chat.givenBack).toEqual([{ seq: 2, reason: 'outside' }])
})

test('a command gets its arguments, and the first handler that fits keeps the event', async () => {
  const chat = new ScriptedChat([[said('/roll 2d6'), said('/roll@other 1'), said('hi')]])
  chat.bot.command('roll', (ctx) => ctx.reply(`rolled ${ctx.args}`))
  chat.bot.on('message', (ctx) => ctx.reply(`heard ${ctx.text}`))
  await chat.bot.start()
  expect(chat.texts).toEqual(['rolled 2d6', 'heard /roll@other 1', 'heard hi'])
})

test('arguments are typed, and what does not fit is answered with the usage', async () => {
  const chat = new ScriptedChat([[said('/roll 6 2'), said('/roll 6'), said('/roll six'), said('/roll')]])
  const args = { sides: int({ min: 2, max: 100 }), times: optional(int({ min: 1 }), 1) }
  chat.bot.command('roll', { description: 'Rolls dice', args }, (ctx) => ctx.say(`${ctx.args.sides * ctx.args.times}`))
  await chat.bot.start()
  const usage = 'Usage: /roll <sides> [times]'
  expect(chat.texts).toEqual([
    '12',
    '6',
    `sides must be a whole number from 2 to 100\n${usage}`,
    `sides is missing\n${usage}`,
  ])
})

test('the commands of the whole tree are made known to the server', async () => {
  const chat = new ScriptedChat([])
  chat.bot.command('roll', { description: 'Rolls dice', args: { sides: int() } }, () => {})
  chat.bot.on('message:mention').command('hush', { description: 'Says nothing', args: { who: word() } }, () => {})
  await chat.bot.start()
  const [put] = chat.calls('PUT', /commands$/)
  expect(JSON.parse(put?.body ?? '')).toEqual({
    commands: [
      { name: 'roll', description: 'Rolls dice', usage: '<sides>' },
      { name: 'hush', description: 'Says nothing', usage: '<who>' },
    ],
  })
})

test('a message in a slow room does not hold up another room, and one room goes in order', async () => {
  const elsewhere = said('quick', { room_id: '01J000000000000000000THER0' })
  const chat = new ScriptedChat([[said('slow'), said('after'), elsewhere]])
  const done: string[] = []
  const quick = Promise.withResolvers<void>()
  chat.bot.on('message', async (ctx) => {
    if (ctx.text === 'slow') await quick.promise
    if (ctx.text === 'quick') quick.resolve()
    done.push(ctx.text)
  })
  await chat.bot.start()
  expect(done).toEqual(['quick', 'slow', 'after'])
})

test('a bot waits for a server that is not there yet', async () => {
  let refused = 0
  const chat = new ScriptedChat([], {}, () => {
    if (++refused < 20) throw new TypeError('fetch failed')
    return new Response('', { status: 404 })
  })
  await chat.bot.start()
  expect(chat.log).toContain('ready')
})

test('a bot whose credentials are withdrawn stops with the reason', async () => {
  const chat = new ScriptedChat([], {}, ({ path }) =>
    path === '/auth/v1/oauth2/token' ? json({ error: 'invalid_client' }, 401) : new Response('', { status: 404 }),
  )
  await expect(chat.bot.start()).rejects.toMatchObject({ code: 'SESSION_ENDED' })
})

test('a bot that is told to end lets its handler finish, and leaves alone what it has not begun', async () => {
  const chat = new ScriptedChat([[said('last'), said('too late')]])
  chat.bot.on('message', async (ctx) => {
    process.emit('SIGTERM')
    await ctx.reply(`bye ${ctx.text}`)
  })
  await chat.bot.start()
  expect(chat.texts).toEqual(['bye last'])
  expect(chat.acknowledged).toEqual([1])
})

test('a bot that has stopped no longer listens for signals', async () => {
  const before = process.listenerCount('SIGTERM')
  await new ScriptedChat([]).bot.start()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

test('public rooms of the configuration are joined at the start', async () => {
  const chat = new ScriptedChat([], { rooms: [bar] })
  await chat.bot.start()
  expect(chat.calls('POST', /join$/)).toHaveLength(1)
})

test('a session changes once for an event that is handled twice, and the handler hears the same of it', async () => {
  const storage = new MemoryStore()
  const message = said('count me')
  const run = async () => {
    const chat = new ScriptedChat([[message]], { storage })
    const counter = chat.bot.session('counter', { initial: () => ({ count: 0 }) })
    chat.bot.on('message', async (ctx) => ctx.say(`${await counter.update(ctx, (kept) => ++kept.count)}`))
    await chat.bot.start()
    return { texts: chat.texts, kept: await counter.get({ roomId: bar }) }
  }
  expect(await run()).toEqual({ texts: ['1'], kept: { count: 1 } })
  expect(await run()).toEqual({ texts: ['1'], kept: { count: 1 } })
})

test('a conversation goes on after a restart where it waited, and asks nothing twice', async () => {
  const storage = new MemoryStore()
  const run = async (...events: ChatEvent[]) => {
    const chat = new ScriptedChat([events], { storage })
    const order = chat.bot.conversation('order', async (talk, ctx) => {
      await ctx.say('What would you like?')
      const drink = await talk.wait('message:text')
      const price = await talk.external(() => events.length)
      await drink.say(`And how many ${drink.text}?`)
      const count = await talk.wait('message:text')
      await count.say(`${count.text} ${drink.text} for ${price}`)
    })
    chat.bot.command('order', (ctx) => order.enter(ctx))
    chat.bot.on('message', (ctx) => ctx.say(`heard ${ctx.text}`))
    await chat.bot.start()
    return chat.texts
  }
  const drink = said('tea')
  expect(await run(said('/order'))).toEqual(['What would you like?'])
  expect(await run(drink)).toEqual(['And how many tea?'])
  expect(await run(drink, said('two'), said('thanks'))).toEqual(['two tea for 1', 'heard thanks'])
})
