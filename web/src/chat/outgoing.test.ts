import { expect, test } from 'vitest'
import { contentOf, relationTo } from './outgoing.ts'

const ann = { user_id: 'A', username: 'ann', display_name: 'Ann', role: 'member' }

test.each(['**bold**', '- a\n- b', '1. one', '> quote', '`List<String>`', 'a\n# b'])('%j is Markdown', (text) => {
  expect(contentOf(text, [])).toEqual({ msgtype: 'm.text', body: text, format: 'x.bartab.markdown' })
})

test.each(['hello', 'a - b', 'https://example.org/a', '/roll 6 *', '*List<String>*', '*a* <b>'])(
  '%j is plain',
  (text) => {
    expect(contentOf(text, [])).toEqual({ msgtype: 'm.text', body: text })
  },
)

test('/me makes an emote, with the people that it names', () => {
  const content = contentOf('/me waves at @ann', [ann])
  expect(content).toEqual({ msgtype: 'm.emote', body: 'waves at @ann', 'm.mentions': { user_ids: ['A'] } })
})

test('in a thread a message hangs on its root, and names what it follows for clients that know no threads', () => {
  expect(relationTo(undefined, { root: 'r', last: 'l' })).toEqual({
    'm.relates_to': {
      rel_type: 'm.thread',
      event_id: 'r',
      'm.in_reply_to': { event_id: 'l' },
      is_falling_back: true,
    },
  })
  expect(relationTo('x', { root: 'r', last: 'l' })).toEqual({
    'm.relates_to': { rel_type: 'm.thread', event_id: 'r', 'm.in_reply_to': { event_id: 'x' } },
  })
  expect(relationTo('x')).toEqual({ 'm.relates_to': { 'm.in_reply_to': { event_id: 'x' } } })
  expect(relationTo(undefined)).toEqual({})
})
