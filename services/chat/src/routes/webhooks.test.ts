import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Webhook, WebhookDeliveryList, WebhookList } from '@bartab/sdk/schemas'
import { describe, expect, test, vi } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'
import { hookPace } from '../webhooks/hook-pace.ts'
import { guardedPost } from '../webhooks/post.ts'
import { isInside } from '../webhooks/public-address.ts'

const [day, secretTwo, secretThree] = [86_400_000, 'a'.repeat(40), 'b'.repeat(40)]

const make = (lab: Lab, room: string, body: object = {}, name = 'ann') =>
  lab.call<Webhook>(name, 'POST', `/rooms/${room}/webhooks`, body)

async function hook(lab: Lab, url: string | undefined, payload: object) {
  const path = String(url).replace('http://lab', '')
  const answer = await lab.app.inject({ method: 'POST', url: path, payload })
  const isJson = String(answer.headers['content-type']).includes('json')
  const body = (isJson ? answer.json() : answer.body) as { code?: string; event_id?: string }
  return { status: answer.statusCode, body }
}

test("whoever knows an incoming webhook's address posts to its room, under its name", async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const made = await make(lab, room, { name: 'CI' })
  expect(made.status).toBe(201)
  expect((await hook(lab, made.body.url, { text: 'build 7 is green' })).status).toBe(201)
  const [event] = await lab.history('ben', room)
  const { webhook_id } = made.body
  expect(event).toMatchObject({
    sender: webhook_id,
    content: { msgtype: 'm.text', body: 'build 7 is green', 'x.bartab.webhook': { webhook_id, name: 'CI' } },
  })
})

// as Alertmanager, GitHub's Discord forwarding, Grafana and Slack's own builder send them
const foreign = [
  {
    name: "Slack's attachments",
    payload: {
      channel: '#ops',
      username: 'Alertmanager',
      icon_emoji: ':fire:',
      attachments: [
        {
          color: 'danger',
          fallback: 'disk is full',
          title: '[FIRING:1] DiskFull',
          title_link: 'https://mon.example.org/1',
          text: 'disk &gt; 95 % on <https://mon.example.org/db1|db1>',
          fields: [{ title: 'Severity', value: 'page', short: true }],
          mrkdwn_in: ['text'],
        },
      ],
    },
    text: '[FIRING:1] DiskFull (https://mon.example.org/1)\ndisk > 95 % on db1 (https://mon.example.org/db1)\nSeverity: page',
    shown: 'Alertmanager',
    answer: { status: 200, body: 'ok' },
  },
  {
    name: "Slack's blocks",
    payload: {
      text: 'Deploy done',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Deploy 7', emoji: true } },
        { type: 'divider' },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*ok* <!here>' },
          fields: [{ type: 'mrkdwn', text: 'in 40 s' }],
        },
        {
          type: 'context',
          elements: [
            { type: 'mrkdwn', text: 'by ann' },
            { type: 'image', image_url: 'x', alt_text: 'y' },
          ],
        },
      ],
    },
    text: 'Deploy done\nDeploy 7\n———\n*ok* @here\nin 40 s\nby ann',
    shown: 'CI',
    answer: { status: 200, body: 'ok' },
  },
  {
    name: "Discord's content",
    payload: { content: 'hello', username: 'Grafana', avatar_url: 'https://example.org/a.png', tts: false },
    text: 'hello',
    shown: 'Grafana',
    answer: { status: 204, body: '' },
  },
  {
    name: "Discord's embeds",
    payload: {
      content: '',
      embeds: [
        {
          title: 'Push to main',
          url: 'https://git.example.org/c/1',
          description: 'three commits',
          color: 5814783,
          author: { name: 'ann' },
          fields: [{ name: 'Branch', value: 'main', inline: true }],
          footer: { text: 'forge' },
          timestamp: '2026-01-01T00:00:00.000Z',
        },
      ],
    },
    text: 'ann\nPush to main (https://git.example.org/c/1)\nthree commits\nBranch: main\nforge',
    shown: 'CI',
    answer: { status: 204, body: '' },
  },
]

test.each(foreign)('a sender made for $name works with our address', async ({ payload, text, shown, answer }) => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { url } = (await make(lab, room, { name: 'CI' })).body
  expect(await hook(lab, url, payload)).toEqual(answer)
  const [event] = await lab.history('ann', room)
  expect(event?.content).toMatchObject({ msgtype: 'm.text', body: text, 'x.bartab.webhook': { name: shown } })
})

test("the form that Slack's older senders use is read, and one without its payload is refused", async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const url = new URL((await make(lab, room)).body.url ?? '').pathname
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (payload: string) => lab.app.inject({ method: 'POST', url, headers, payload })
  const sent = await send(`payload=${encodeURIComponent('{"text":"disk & co &lt; 5 %"}')}`)
  expect([sent.statusCode, sent.body]).toEqual([200, 'ok'])
  for (const [payload, code] of [
    ['text=x', 'BODY_INVALID'],
    ['payload=%7B', 'BODY_NOT_JSON'],
    [`payload=${encodeURIComponent('{"text":"x","__proto__":{}}')}`, 'BODY_NOT_JSON'],
  ] as const)
    expect((await send(payload)).json()).toMatchObject({ status: 400, code })
  expect(texts(await lab.history('ann', room))).toEqual(['disk & co < 5 %'])
  const elsewhere = { method: 'POST', url: '/chat/v1/rooms', headers, payload: 'payload=%7B%7D' } as const
  const asAnn = { ...headers, authorization: `Bearer ${lab.id('ann')}` }
  expect((await lab.app.inject({ ...elsewhere, headers: asAnn })).statusCode).toBe(415)
})

test('the newest hundred attempts are kept over a restart, and go with the webhook', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-deliveries-'))
  const file = join(folder, 'chat.sqlite')
  const kept = (lab: Lab, log: string) => lab.call<WebhookDeliveryList>('ann', 'GET', log)
  try {
    const before = new Lab({ file, post: async () => 204 })
    const room = await before.room('ann')
    const { webhook_id } = (await make(before, room, { url: 'https://example.org/in' })).body
    const log = `/rooms/${room}/webhooks/${webhook_id}/deliveries`
    for (let n = 0; n < 103; n++) await before.say('ann', room, `m${n}`)
    const newest = (await before.history('ann', room))[0]?.event_id
    await vi.waitUntil(async () => (await kept(before, log)).body.deliveries[0]?.event_id === newest)
    await before[Symbol.asyncDispose]()
    await using after = new Lab({ file, people: before })
    const { deliveries } = (await kept(after, log)).body
    expect([deliveries.length, deliveries[0]?.event_id, deliveries[0]?.status]).toEqual([100, newest, 204])
    await after.call('ann', 'DELETE', `/rooms/${room}/webhooks/${webhook_id}`)
    expect(after.chat.store.db.prepare('SELECT count(*) FROM webhook_delivery').pluck().get()).toBe(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a sender that waits for its message gets it, and one with nothing to say is refused', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { url } = (await make(lab, room)).body
  const waited = await hook(lab, `${url}?wait=true`, { content: 'hello' })
  expect([waited.status, (await lab.history('ann', room))[0]?.event_id]).toEqual([201, waited.body.event_id])
  expect(await hook(lab, url, { embeds: [] })).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } })
  expect(texts(await lab.history('ann', room))).toEqual(['hello'])
})

test('a repeated delivery with the same txn_id is one message', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { url } = (await make(lab, room)).body
  const body = { content: { msgtype: 'm.notice', body: 'once' }, txn_id: 'run-7' }
  const [first, second] = [await hook(lab, url, body), await hook(lab, url, body)]
  expect([first.status, second.status]).toEqual([201, 200])
  expect(second.body.event_id).toBe(first.body.event_id)
  expect(texts(await lab.history('ann', room))).toEqual(['once'])
})

test('a wrong secret, a deleted webhook and a deleted room are answered alike, and nothing is stored', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const [kept, gone] = [(await make(lab, room)).body, (await make(lab, room)).body]
  await lab.call('ann', 'DELETE', `/rooms/${room}/webhooks/${gone.webhook_id}`)
  const head = lab.chat.store.events.head()
  const refused = { status: 404, body: { code: 'WEBHOOK_NOT_FOUND' } }
  expect(await hook(lab, `${kept.url}x`, { text: 'x' })).toMatchObject(refused)
  expect(await hook(lab, gone.url, { text: 'x' })).toMatchObject(refused)
  expect(lab.chat.store.events.head()).toBe(head)
  await lab.call('ann', 'DELETE', `/rooms/${room}`)
  expect(await hook(lab, kept.url, { text: 'x' })).toMatchObject(refused)
})

test('a webhook that floods its room is told to wait, others are not, and what was refused is not stored', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann')
  const [loud, calm] = [(await make(lab, room)).body, (await make(lab, room)).body]
  for (let n = 0; n < hookPace.burst; n += 1) expect((await hook(lab, loud.url, { text: `m${n}` })).status).toBe(201)
  const head = lab.chat.store.events.head()
  expect(await hook(lab, loud.url, { text: 'too much' })).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } })
  expect(lab.chat.store.events.head()).toBe(head)
  expect((await hook(lab, calm.url, { text: 'calm' })).status).toBe(201)
  now += 1000 / hookPace.perSecond
  expect((await hook(lab, loud.url, { text: 'later' })).status).toBe(201)
})

test('the secret is shown once and kept as a hash', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { url } = (await make(lab, room)).body
  const secret = String(url).split('/').at(-1) ?? ''
  const listed = await lab.call<WebhookList>('ann', 'GET', `/rooms/${room}/webhooks`)
  expect(listed.body.webhooks).toHaveLength(1)
  expect(JSON.stringify(listed.body)).not.toContain(secret)
  expect(JSON.stringify(lab.chat.store.db.prepare('SELECT * FROM webhook').all())).not.toContain(secret)
})

test('members make no webhooks, and nobody passes a message of theirs off as one', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  expect(await make(lab, room, {}, 'ben')).toMatchObject({ status: 403, body: { code: 'ROLE_TOO_LOW' } })
  expect(await make(lab, room, {}, 'eve')).toMatchObject({ status: 404, body: { code: 'ROOM_NOT_FOUND' } })
  const content = { msgtype: 'm.text', body: 'x', 'x.bartab.webhook': { name: 'CI' } }
  const forged = await lab.call('ben', 'POST', `/rooms/${room}/messages`, { txn_id: 't', content })
  expect(forged).toMatchObject({ status: 400, body: { code: 'CONTENT_INVALID' } })
  const said = await lab.say('ben', room, 'mine')
  const relation = { 'm.relates_to': { rel_type: 'm.replace', event_id: said } }
  const edit = { msgtype: 'm.text', body: '* x', 'm.new_content': content, ...relation }
  const renamed = await lab.call('ben', 'POST', `/rooms/${room}/messages`, { txn_id: 'e', content: edit })
  expect(renamed).toMatchObject({ status: 400, body: { code: 'CONTENT_INVALID' } })
  expect(texts(await lab.history('ann', room))).toEqual(['mine'])
})

test('a webhook does not mention the whole room', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { url } = (await make(lab, room)).body
  await hook(lab, url, { content: { msgtype: 'm.text', body: '@room', 'm.mentions': { room: true } } })
  expect((await lab.sync('ann')).rooms[room]).toMatchObject({ unread: 1, mentions: 0 })
})

test('an outgoing webhook is told of the events it asked for, signed, in order, and of nothing else', async () => {
  const told: { headers: Record<string, string>; body: string }[] = []
  const post = async (_: string, headers: Record<string, string>, body: string) => {
    told.push({ headers, body })
    return 204
  }
  await using lab = new Lab({ post })
  const room = await lab.room('ann')
  await lab.say('ann', room, 'before')
  const { secret, webhook_id } = (await make(lab, room, { url: 'https://example.org/in' })).body
  const { url } = (await make(lab, room)).body
  for (const text of ['one', 'two']) await lab.say('ann', room, text)
  await lab.call('ann', 'PATCH', `/rooms/${room}`, { topic: 'not asked for' })
  await hook(lab, url, { text: 'by a webhook' })
  await lab.say('ann', room, 'three')
  await vi.waitUntil(() => told.length >= 3)
  expect(told.map(({ body }) => JSON.parse(body).event.content.body)).toEqual(['one', 'two', 'three'])
  for (const { headers, body } of told) {
    const key = Buffer.from(String(secret).replace('whsec_', ''), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    expect(JSON.parse(body)).toMatchObject({ webhook_id, event: { event_id: headers['webhook-id'] } })
  }
})

test('a delivery that failed is tried again later, before what came after it, and the room sees why', async () => {
  let now = 1_790_000_000_000
  const answers = [500, 200, 200]
  const tried: string[] = []
  const post = async (_: string, __: object, body: string) => {
    tried.push(JSON.parse(body).event.content.body)
    return answers.shift() ?? 200
  }
  await using lab = new Lab({ clock: () => now, post })
  const room = await lab.room('ann')
  await make(lab, room, { url: 'https://example.org/in' })
  await lab.say('ann', room, 'one')
  const status = async () => (await lab.call<WebhookList>('ann', 'GET', `/rooms/${room}/webhooks`)).body.webhooks[0]
  await vi.waitUntil(async () => (await status())?.last_error !== undefined)
  expect((await status())?.last_error).toBe('it answered 500')
  await lab.say('ann', room, 'two')
  expect(tried).toEqual(['one'])
  now += 1000
  lab.chat.courier.refresh()
  await vi.waitUntil(() => tried.length === 3)
  expect(tried).toEqual(['one', 'one', 'two'])
  await vi.waitUntil(async () => (await status())?.last_error === undefined)
  const log = `/rooms/${room}/webhooks/${(await status())?.webhook_id}/deliveries`
  const { deliveries } = (await lab.call<WebhookDeliveryList>('ann', 'GET', log)).body
  expect(deliveries.map(({ attempt, status: answered, error }) => [attempt, answered, error])).toEqual([
    [1, 200, undefined],
    [2, 200, undefined],
    [1, 500, 'it answered 500'],
  ])
  await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: 'ben' })
  expect((await lab.call('ben', 'GET', log)).status).toBe(404)
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '::1',
  '::ffff:127.0.0.1',
  'fd00::1',
])('%s is inside, where no webhook goes', async (address) => {
  expect(isInside(address)).toBe(true)
  const url = `http://${address.includes(':') ? `[${address}]` : address}:1/`
  await expect(guardedPost([])(url, {}, '{}')).rejects.toThrow('is not a public address')
})

test('a name that leads inside is refused when it is looked up, and 8.8.8.8 is outside', async () => {
  expect(isInside('8.8.8.8')).toBe(false)
  await expect(guardedPost([])('http://localhost:1/', {}, '{}')).rejects.toThrow('is not a public address')
})

describe('a webhook whose secret turns', () => {
  let now = 1_790_000_000_000
  const clock = () => now
  const rotate = (lab: Lab, room: string, id: string, body: object, name = 'ann') =>
    lab.call<Webhook>(name, 'POST', `/rooms/${room}/webhooks/${id}/rotate`, body)

  test('takes posts at both addresses for the overlap that was asked for, and then at the new one alone', async () => {
    await using lab = new Lab({ clock })
    const room = await lab.room('ann')
    const old = (await make(lab, room)).body
    const turned = await rotate(lab, room, old.webhook_id, { secret: secretTwo, overlap_ms: day })
    expect(turned).toMatchObject({ status: 200, body: { previous_until_ts: now + day } })
    expect(turned.body.url).toMatch(new RegExp(`/${old.webhook_id}/${secretTwo}$`))
    now += day - 1
    expect((await hook(lab, old.url, { text: 'by the old' })).status).toBe(201)
    expect((await hook(lab, turned.body.url, { text: 'by the new' })).status).toBe(201)
    now += 1
    expect((await hook(lab, old.url, { text: 'too late' })).status).toBe(404)
    expect((await hook(lab, turned.body.url, { text: 'still' })).status).toBe(201)
    expect(texts(await lab.history('ann', room))).toEqual(['still', 'by the new', 'by the old'])
  })

  test('answers the same call alike, and takes no third secret meanwhile', async () => {
    await using lab = new Lab({ clock })
    const room = await lab.room('ann')
    const { webhook_id } = (await make(lab, room)).body
    const first = await rotate(lab, room, webhook_id, { secret: secretTwo })
    now += 5
    expect((await rotate(lab, room, webhook_id, { secret: secretTwo })).body).toEqual(first.body)
    const third = await rotate(lab, room, webhook_id, { secret: secretThree })
    expect(third).toMatchObject({ status: 409, body: { code: 'WEBHOOK_ROTATING' } })
  })

  test('signs what it sends with both secrets, and then with the new one', async () => {
    const signatures: string[] = []
    const bodies: string[] = []
    const post = async (_: string, headers: Record<string, string>, body: string) => {
      signatures.push(String(headers['webhook-signature']))
      bodies.push(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      return 204
    }
    await using lab = new Lab({ clock, post })
    const room = await lab.room('ann')
    const body = { url: 'https://example.org/in', secret: 'the first of the secrets' }
    const { webhook_id } = (await make(lab, room, body)).body
    const turned = await rotate(lab, room, webhook_id, { secret: secretTwo, overlap_ms: day })
    expect(turned.body).toMatchObject({ secret: secretTwo, url: 'https://example.org/in' })
    await lab.say('ann', room, 'one')
    await vi.waitUntil(() => signatures.length === 1)
    now += day
    await lab.say('ann', room, 'two')
    await vi.waitUntil(() => signatures.length === 2)
    const by = (key: string, at: number) =>
      `v1,${createHmac('sha256', key)
        .update(bodies[at] ?? '')
        .digest('base64')}`
    expect(signatures).toEqual([`${by(secretTwo, 0)} ${by(body.secret, 0)}`, by(secretTwo, 1)])
  })

  test("is its moderators' and the operator's to turn, and nobody else's", async () => {
    await using lab = new Lab({ clock })
    const room = await lab.room('ann', ['ben'])
    const elsewhere = await lab.room('ben')
    const old = (await make(lab, room)).body
    const body = { secret: secretTwo }
    expect((await rotate(lab, room, old.webhook_id, body, 'ben')).body.code).toBe('ROLE_TOO_LOW')
    expect((await rotate(lab, elsewhere, old.webhook_id, body, 'ben')).body.code).toBe('WEBHOOK_NOT_FOUND')
    const any = `/webhooks/${old.webhook_id}`
    expect((await lab.call('ann', 'POST', `${any}/rotate`, body)).body.code).toBe('SCOPE_MISSING')
    expect((await lab.call('ann', 'GET', '/webhooks')).body.code).toBe('SCOPE_MISSING')
    const listed = await lab.call<WebhookList>('operator', 'GET', '/webhooks')
    expect(listed.body.webhooks).toMatchObject([{ webhook_id: old.webhook_id, room_id: room }])
    expect((await lab.call('operator', 'POST', `${any}/rotate`, body)).status).toBe(200)
    expect((await hook(lab, old.url, { text: 'old' })).status).toBe(201)
    expect((await lab.call('operator', 'POST', `${any}/retire`, {})).status).toBe(200)
    expect((await hook(lab, old.url, { text: 'old' })).status).toBe(404)
  })
})
