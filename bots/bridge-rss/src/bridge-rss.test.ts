import { everythingGoesWrong, testWorld } from '@bartab/testkit'
import { expect, test } from 'vitest'
import { bridgeRss } from './bridge-rss.ts'
import { parseFeed } from './feed.ts'

const url = 'https://news.example.org/feed'
const rss = (...titles: string[]) =>
  `<rss version="2.0"><channel><title>News</title>${titles
    .map((title) => `<item><guid>${title}</guid><title>${title}</title><link>https://n.example/${title}</link></item>`)
    .join('')}</channel></rss>`

/** A server of feeds whose answer can be changed. */
function press(first: string) {
  const desk = { answer: first, status: 200 }
  const fetchFeed: typeof fetch = async () => new Response(desk.answer, { status: desk.status })
  return { desk, fetchFeed }
}

test('what is new in a feed is said once, oldest first, and what was there before is not', async () => {
  for (const faults of [{}, everythingGoesWrong]) {
    await using world = await testWorld({ seed: 2, faults })
    const ann = world.person('ann')
    const { desk, fetchFeed } = press(rss('a'))
    const room = await world.room(
      'bar',
      ann,
      world.bot((bot) => bridgeRss(bot, fetchFeed)),
    )
    await ann.say(room, `/follow ${url}`)
    expect((await room.next()).text).toBe('Following News')
    desk.answer = rss('c', 'b', 'a')
    await world.advance(1_000_000)
    expect((await room.news()).map(({ text }) => text)).toEqual(['b\nhttps://n.example/b', 'c\nhttps://n.example/c'])
  }
})

test('a feed that fails is not lost, and its room can see why it is silent', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const { desk, fetchFeed } = press(rss('a'))
  const room = await world.room(
    'bar',
    ann,
    world.bot((bot) => bridgeRss(bot, fetchFeed)),
  )
  await ann.say(room, `/follow ${url}`)
  desk.status = 503
  await world.advance(400_000)
  await ann.say(room, '/feeds')
  expect((await room.news()).at(-1)?.text).toBe(`${url} (failing: its server answers 503)`)
  Object.assign(desk, { status: 200, answer: rss('b', 'a') })
  await world.advance(400_000)
  expect((await room.next()).text).toContain('b')
})

test('what is no feed is not followed', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const room = await world.room(
    'bar',
    ann,
    world.bot((bot) => bridgeRss(bot, press('<html/>').fetchFeed)),
  )
  await ann.say(room, `/follow ${url}`)
  expect((await room.next()).text).toContain('neither RSS nor Atom')
})

test('Atom is read as well', () => {
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>
    <entry><id>urn:1</id><title type="html">A &amp; B</title><link rel="alternate" href="https://b.example/1"/></entry></feed>`
  expect(parseFeed(atom)).toEqual({
    title: 'Blog',
    entries: [{ id: 'urn:1', title: 'A & B', link: 'https://b.example/1' }],
  })
})
