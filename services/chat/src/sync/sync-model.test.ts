import { openDatabase } from '@bartab/kit/sqlite'
import type { ChatEvent, HistoryPage } from '@bartab/sdk/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rebuild } from '../rebuild/rebuild.ts'
import { CarriedLab } from '../testing/carried-lab.ts'
import { Lab } from '../testing/lab.ts'
import { messagesOf, type Seen, SyncedClient } from '../testing/synced-client.ts'

const migrations = new URL('../store/migrations/', import.meta.url)
const people = ['ann', 'ben', 'cas'] as const

interface ModelRoom {
  id: string
  members: Set<string>
  messages: (Seen & { sender: string })[]
  /** For each person, how many messages stood when they last wrote, read or came in. */
  read: Map<string, number>
}

type Act = { do: (typeof acts)[number]; who: number; room: number; at: number; limit: number }
const acts = [
  'create',
  'join',
  'leave',
  'say',
  'say',
  'say',
  'edit',
  'redact',
  'react',
  'unreact',
  'read',
  'sync',
  'sync',
] as const

const anAct: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom(...acts),
  who: fc.nat(2),
  room: fc.nat(2),
  at: fc.nat(30),
  limit: fc.integer({ min: 0, max: 4 }),
})

/** The world as it should be, beside the one that is. */
class World {
  readonly lab = new Lab()
  readonly clients = new Map(people.map((name) => [name as string, new SyncedClient(this.lab, name)]))
  readonly rooms: ModelRoom[] = []
  #said = 0

  async perform({ do: act, who, room: roomIndex, at, limit }: Act): Promise<void> {
    const name = people[who] ?? 'ann'
    if (act === 'sync') return void (await this.clients.get(name)?.sync({ timeline_limit: limit }))
    if (act === 'create') return this.#create(name)
    const room = this.rooms[roomIndex % Math.max(1, this.rooms.length)]
    if (room === undefined) return
    const isMember = room.members.has(name)
    if (act === 'join') return this.#join(name, room)
    const message = room.messages[at % Math.max(1, room.messages.length)]
    if (act === 'say') return this.#say(name, room, isMember)
    if (act === 'leave') return this.#leave(name, room, isMember)
    if (message !== undefined) await this.#toMessage(act, name, room, message, isMember)
  }

  async #create(name: string): Promise<void> {
    if (this.rooms.length >= 3) return
    const id = await this.lab.room(name, [], 'public')
    this.rooms.push({ id, members: new Set([name]), messages: [], read: new Map([[name, 0]]) })
  }

  async #join(name: string, room: ModelRoom): Promise<void> {
    const { status } = await this.lab.call(name, 'POST', `/rooms/${room.id}/join`)
    expect(status).toBe(200)
    if (!room.members.has(name)) room.read.set(name, room.messages.length)
    room.members.add(name)
  }

  async #leave(name: string, room: ModelRoom, isMember: boolean): Promise<void> {
    const { status } = await this.lab.call(name, 'POST', `/rooms/${room.id}/leave`)
    expect([200, 409]).toContain(isMember ? status : status === 404 ? 200 : status)
    if (status === 200) room.members.delete(name)
  }

  async #say(name: string, room: ModelRoom, isMember: boolean): Promise<void> {
    this.#said += 1
    const body = `message ${this.#said}`
    const content = { msgtype: 'm.text', body }
    const answer = await this.lab.call<{ event_id: string }>(name, 'POST', `/rooms/${room.id}/messages`, {
      txn_id: this.lab.txn(),
      content,
    })
    expect(answer.status).toBe(isMember ? 201 : 404)
    if (!isMember) return
    room.messages.push({ id: answer.body.event_id, body, redacted: false, reactions: [], sender: name })
    room.read.set(name, room.messages.length)
  }

  async #toMessage(
    act: Act['do'],
    name: string,
    room: ModelRoom,
    message: ModelRoom['messages'][number],
    isMember: boolean,
  ): Promise<void> {
    const path = `/rooms/${room.id}/messages/${message.id}`
    const label = `x ${this.lab.id(name)}`
    if (act === 'edit') {
      this.#said += 1
      const content = { msgtype: 'm.text', body: `edit ${this.#said}` }
      const { status } = await this.lab.call(name, 'PUT', path, { txn_id: this.lab.txn(), content })
      if (status === 201) message.body = content.body
      expect(status).toBe(!isMember ? 404 : message.sender === name && !message.redacted ? 201 : 409)
    } else if (act === 'redact') {
      const { status } = await this.lab.call(name, 'DELETE', path)
      if (status === 200) Object.assign(message, { body: '', redacted: true, reactions: [] })
      if (isMember && message.sender === name) expect(status).toBe(200)
      if (!isMember) expect(status).toBe(404)
    } else if (act === 'react') {
      const { status } = await this.lab.call(name, 'PUT', `${path}/reactions/x`)
      if (status === 201) message.reactions = [...message.reactions, label].toSorted()
      expect(message.redacted || !isMember ? status >= 400 : status < 300).toBe(true)
    } else if (act === 'unreact') {
      await this.lab.call(name, 'DELETE', `${path}/reactions/x`)
      if (isMember) message.reactions = message.reactions.filter((other) => other !== label)
    } else if (act === 'read' && isMember) {
      await this.lab.call(name, 'PUT', `/rooms/${room.id}/read`, { event_id: message.id })
      room.read.set(name, Math.max(room.read.get(name) ?? 0, room.messages.indexOf(message) + 1))
    }
  }

  /** Every client, once synced, sees the model; and so does the history. */
  async check(): Promise<void> {
    for (const [name, client] of this.clients) {
      await client.sync({ timeline_limit: 2 })
      const own = this.rooms.filter(({ members }) => members.has(name))
      expect([...client.rooms.keys()].toSorted()).toEqual(own.map(({ id }) => id).toSorted())
      for (const room of own) await this.#checkRoom(client, room)
    }
    this.#checkProjections()
  }

  /** What the log amounts to when it is read again from the beginning is what stands. */
  #checkProjections(): void {
    const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
    expect(rebuild(this.lab.chat.store.db, fresh, false)).toEqual({
      events: this.lab.chat.log.head,
      mismatches: [],
      applied: false,
    })
    fresh.close()
  }

  async #checkRoom(client: SyncedClient, room: ModelRoom): Promise<void> {
    const expected = room.messages.map(({ sender: _, ...seen }) => seen)
    expect(client.seen(room.id)).toEqual(expected)
    expect(messagesOf(await this.#history(client.name, room.id))).toEqual(expected)
    const unread = room.messages.length - (room.read.get(client.name) ?? 0)
    const { body } = await this.lab.call<{ unread: number }>(client.name, 'GET', `/rooms/${room.id}`)
    expect([client.rooms.get(room.id)?.room.unread, body.unread]).toEqual([unread, unread])
  }

  async #history(name: string, room: string): Promise<ChatEvent[]> {
    const events: ChatEvent[] = []
    for (let from = ''; ; ) {
      const { body } = await this.lab.call<HistoryPage>(name, 'GET', `/rooms/${room}/messages?dir=f&limit=5${from}`)
      events.push(...body.chunk)
      if (body.end === undefined) return events
      from = `&from=${body.end}`
    }
  }
}

test("whatever people do, every client's synced state is the model, and so is the history", {
  timeout: 240_000,
}, async () => {
  const property = fc.asyncProperty(fc.array(anAct, { minLength: 10, maxLength: 80 }), async (script) => {
    const world = new World()
    await using _lab = world.lab
    for (const act of script) await world.perform(act)
    await world.check()
  })
  await fc.assert(property, { numRuns: Number(process.env.BARTAB_MODEL_RUNS ?? 15) })
})

test('a reaction known only as counted is taken back for those who saw the count', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'hi')
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said}/reactions/x`)
  const ben = new SyncedClient(lab, 'ben')
  await ben.sync({ timeline_limit: 0 })
  expect(ben.seen(room)).toMatchObject([{ reactions: [`x ${lab.id('ann')}`] }])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}/reactions/x`)
  await ben.sync()
  expect(ben.seen(room)).toMatchObject([{ reactions: [] }])
})

test.each([
  ['on connections of their own', async () => new Lab()],
  ['over one channel', () => new CarriedLab().open()],
])(
  'held polls %s miss nothing and repeat nothing while people write, type, read, come and go',
  {
    timeout: 120_000,
  },
  async (_how, open) => {
    await using lab = await open()
    const rooms = [await lab.room('ann', ['ben', 'cas']), await lab.room('ben', ['ann', 'cas'])]
    const readers = people.map((name) => new SyncedClient(lab, name))
    const said: string[] = []
    let writing = true
    const write = async (name: string) => {
      for (let n = 0; n < 40; n++) {
        const room = rooms[n % 2] ?? ''
        if (n % 3 > 0) await lab.call(name, 'PUT', `/rooms/${room}/typing`, { typing: true })
        said.push(await lab.say(name, room, `${name} ${n}`))
        if (n % 5 === 0) await lab.call(name, 'PUT', `/rooms/${room}/read`, { event_id: said.at(-1) })
        if (n % 7 === 0) await lab.call(name, 'PUT', '/presence', { status: n % 2 === 0 ? 'away' : 'online' })
      }
    }
    const heard = readers.map(async (reader) => {
      const ids: string[] = []
      for (let last = false; !last; ) {
        last = !writing
        const { events } = await reader.sync({ timeline_limit: 100 }, writing ? 1000 : 0)
        ids.push(...events.filter(({ type }) => type === 'm.room.message').map(({ event_id }) => event_id))
      }
      return ids
    })
    await Promise.all(people.flatMap((name) => [write(name)]))
    writing = false
    for (const ids of await Promise.all(heard)) {
      expect(ids.toSorted()).toEqual(said.toSorted())
      expect(ids).toEqual(ids.toSorted())
    }
  },
)

test('over a channel one message leaves once for all who wait for it and see the same, polls and streams alike', async () => {
  await using lab = await new CarriedLab().open()
  const others = ['ben', 'cas', 'dan']
  const room = await lab.room('ann', others)
  const places = new Map<string, string>()
  for (const name of others) places.set(name, (await lab.sync(name)).next_batch)
  const heard: string[] = []
  const filter = encodeURIComponent('{"ephemeral":false}')
  for (const name of others)
    lab.stream(name, `/sync?since=${places.get(name)}&filter=${filter}`, (text) => heard.push(text))
  const polls = others.map((name) =>
    lab.sync(name, places.get(name), { timeout: '60000', filter: '{"ephemeral":false}' }),
  )
  await expect.poll(() => [heard.length, lab.chat.audience.waiting]).toEqual([3, 6])
  lab.shared = 0
  const said = await lab.say('ann', room, 'to everybody')
  for (const { events } of await Promise.all(polls)) expect(events.map(({ event_id }) => event_id)).toEqual([said])
  await expect.poll(() => heard.filter((text) => text.includes(said))).toHaveLength(3)
  expect(lab.shared).toBe(2)
})
