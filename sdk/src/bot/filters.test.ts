import { expect, expectTypeOf, test } from 'vitest'
import type { EventContext } from './context.ts'
import type { Filter, FilterContext } from './filters.ts'
import { ann, botId, ScriptedChat, said } from './testing/scripted-chat.ts'

const id = said('').event_id
const media = { media_id: ann, url: '/media/v1/media/x', info: { mimetype: 'image/png', size: 3 } }
const events = {
  text: said('hi'),
  named: said('hi bot', { content: { msgtype: 'm.text', body: 'hi bot', 'm.mentions': { user_ids: [botId] } } }),
  image: said('', { content: { msgtype: 'm.image', body: 'a cat', ...media } }),
  brokenImage: said('', { content: { msgtype: 'm.image', body: 'a cat without its file' } }),
  answer: said('', {
    content: { msgtype: 'm.text', body: 'yes', 'm.relates_to': { 'm.in_reply_to': { event_id: id } } },
  }),
  reaction: said('', {
    type: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: id, key: '🐌' } },
  }),
  joined: said('', { type: 'm.room.member', state_key: ann, content: { membership: 'join' } }),
  app: said('', { type: 'x.race', content: {} }),
}

test.each<[Filter, (keyof typeof events)[]]>([
  ['event', ['text', 'named', 'image', 'brokenImage', 'answer', 'reaction', 'joined', 'app']],
  ['message', ['text', 'named', 'image', 'brokenImage', 'answer']],
  ['message:text', ['text', 'named', 'answer']],
  ['message:image', ['image']],
  ['message:mention', ['named']],
  ['message:text:reply', ['answer']],
  ['message:image:mention', []],
  ['reaction', ['reaction']],
  ['member:join', ['joined']],
  ['member:leave', []],
  ['app:race', ['app']],
])('%s lets through %j', async (filter, expected) => {
  const chat = new ScriptedChat([Object.values(events)])
  const seen: string[] = []
  chat.bot.on(filter, (ctx: EventContext) => void seen.push(ctx.event.event_id))
  await chat.bot.start()
  expect(seen).toEqual(expected.map((name) => events[name].event_id))
})

test('a filter that does not exist is refused when it is added', () => {
  expect(() => new ScriptedChat([]).bot.on('message:smell' as Filter)).toThrow('message:smell')
})

test('a filter tells the compiler what it let through', () => {
  expectTypeOf<EventContext['text']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<FilterContext<'message:text:mention'>['text']>().toEqualTypeOf<string>()
  expectTypeOf<FilterContext<'message:text:mention'>['mentions']>().toEqualTypeOf<readonly string[]>()
  expectTypeOf<FilterContext<'message:image'>['content']['info']['mimetype']>().toEqualTypeOf<string>()
  expectTypeOf<FilterContext<'reaction'>['key']>().toEqualTypeOf<string>()
})
