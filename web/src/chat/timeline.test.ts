import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { type Message, timelineOf } from './timeline.ts'

const ann = '01J00000000000000000000ANN'
const ben = '01J00000000000000000000BEN'

function event(event_id: string, content: Record<string, unknown>, more: Partial<ChatEvent> = {}): ChatEvent {
  return { event_id, type: 'm.room.message', room_id: 'R', sender: ann, origin_server_ts: 1, content, ...more }
}

const said = (id: string, body: string) => event(id, { msgtype: 'm.text', body })

function edit(id: string, target: string, body: string): ChatEvent {
  const relation = { rel_type: 'm.replace', event_id: target }
  return event(id, { msgtype: 'm.text', body: `* ${body}`, 'm.new_content': { body }, 'm.relates_to': relation })
}

function reaction(id: string, target: string, key: string, sender = ann): ChatEvent {
  return event(
    id,
    { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } },
    { type: 'm.reaction', sender },
  )
}

const redaction = (id: string, redacts: string) => event(id, { redacts }, { type: 'm.room.redaction' })

const messages = (events: ChatEvent[]) =>
  timelineOf(events, ann).filter((entry): entry is Message => entry.kind === 'message')

test('an edit takes the place of what it edits, and the newest wins', () => {
  const [message, ...others] = messages([said('a', 'helo'), edit('b', 'a', 'hello'), edit('c', 'a', 'hello!')])
  expect(message).toMatchObject({ body: 'hello!', edited: true })
  expect(others).toEqual([])
})

test('reactions are counted by key, and a sender counts once', () => {
  const events = [
    said('a', 'x'),
    reaction('b', 'a', '+1'),
    reaction('c', 'a', '+1', ben),
    reaction('d', 'a', '+1', ben),
  ]
  expect(messages(events)[0]?.reactions).toEqual([{ key: '+1', count: 2, mine: true, senders: [ann, ben] }])
})

/** A message as history brings it, with what it has counted. */
function counted(senders: string[], event_ids: string[]): ChatEvent {
  const chunk = [{ key: '+1', count: senders.length, me: false, senders, event_ids }]
  return { ...said('a', 'x'), unsigned: { 'm.relations': { 'm.annotation': { chunk } } } }
}

test('a reaction that history has counted already is not counted again', () => {
  expect(messages([counted([ben], ['b']), reaction('b', 'a', '+1', ben)])[0]?.reactions).toMatchObject([{ count: 1 }])
})

test('a reaction that history has counted and that was taken back since is gone', () => {
  const events = [counted([ann, ben], ['b', 'c']), redaction('d', 'b')]
  expect(messages(events)[0]?.reactions).toEqual([{ key: '+1', count: 1, mine: false, senders: [ben] }])
})

test('a reaction that was taken back is gone', () => {
  const events = [said('a', 'x'), reaction('b', 'a', '+1'), redaction('c', 'b')]
  expect(messages(events)[0]?.reactions).toEqual([])
})

test('a removed message keeps its place', () => {
  expect(messages([said('a', 'x'), redaction('b', 'a')])).toMatchObject([{ removed: true }])
})

test('contents that anybody may have written do not break the timeline', () => {
  const odd = [null, 'x', [], { rel_type: 'm.replace' }, { 'm.in_reply_to': 3 }]
  const events = odd.map((relation, index) => event(`e${index}`, { body: 7, 'm.relates_to': relation }))
  expect(messages(events).map(({ body }) => body)).toEqual(['', '', '', ''])
})

test('what comes with a new room is one happening', () => {
  const furniture = ['m.room.create', 'm.room.member', 'm.room.name'].map((type) => event(type, {}, { type }))
  const later = event('later', {}, { type: 'm.room.name', origin_server_ts: 5000 })
  expect(timelineOf([...furniture, later], ann).map((entry) => entry.event.event_id)).toEqual([
    'm.room.create',
    'later',
  ])
})

test('a happening stands between messages, and unknown types are silent', () => {
  const events = [event('a', {}, { type: 'm.room.create' }), said('b', 'x'), event('c', {}, { type: 'x.game' })]
  expect(timelineOf(events, ann).map(({ kind }) => kind)).toEqual(['happening', 'message'])
})

function reply(id: string, root: string, more: Record<string, unknown> = {}): ChatEvent {
  return event(id, { body: id, 'm.relates_to': { rel_type: 'm.thread', event_id: root, ...more } })
}

test('replies in a thread stand in the thread, and are counted at its root', () => {
  const events = [said('a', 'x'), reply('b', 'a'), said('c', 'y'), reply('d', 'a'), redaction('e', 'd')]
  expect(messages(events)).toMatchObject([{ body: 'x', thread: { count: 1 } }, { body: 'y' }])
  const inThread = timelineOf(events, ann, { thread: 'a' })
  expect(inThread).toMatchObject([{ body: 'b' }, { removed: true }])
})

test('replies that history has counted already are not counted again', () => {
  const counted = { count: 2, latest_event_id: 'c', latest_ts: 1, participated: false }
  const root = { ...said('a', 'x'), unsigned: { 'm.relations': { 'm.thread': counted } } }
  expect(messages([root, reply('b', 'a'), reply('c', 'a'), reply('d', 'a')])[0]?.thread?.count).toBe(3)
})

test('in a thread, only what is answered on purpose is quoted', () => {
  const follows = { 'm.in_reply_to': { event_id: 'a' } }
  const events = [reply('b', 'a', { ...follows, is_falling_back: true }), reply('c', 'a', follows)]
  const quotes = timelineOf(events, ann, { thread: 'a' }).map((entry) => entry.kind === 'message' && entry.replyTo)
  expect(quotes).toEqual([undefined, 'a'])
})

test('what happened since is folded into a part of the past that is looked at by itself', () => {
  const [message] = timelineOf([said('a', 'helo')], ann, { also: [said('z', 'new'), edit('y', 'a', 'hello')] })
  expect(message).toMatchObject({ body: 'hello', edited: true })
})
