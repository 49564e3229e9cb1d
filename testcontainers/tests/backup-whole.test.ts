import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'

/** How many backups are taken while people write. Fifty are a run of a quarter of an hour. */
const backups = Number(process.env['BARTAB_TEST_BACKUPS'] ?? 3)
/** Every so many of them are proved by a drill as well. */
const drillEvery = 25
/** The pause after each act at most: without one, the crowd leaves nothing of a small machine to the backups. */
const breathMs = 100

let stack: OperatedStack

beforeAll(async () => {
  stack = await OperatedStack.start('process')
})
afterAll(() => stack?.[Symbol.asyncDispose]())

it(
  'every backup that is taken while people write is whole, and holds nothing that was redacted before',
  async () => {
    const crowd = new Crowd(stack)
    const secret = `redacted-${randomUUID()}`
    await crowd.sayAndRedact(secret)
    const writing = crowd.write()
    for (let n = 1; n <= backups; n++) {
      await stack.print('backup', 'create', '--plain')
      const { checks } = await stack.json<{ checks: string[] }>('backup', 'verify', 'latest', '--deep')
      expect(checks[0]).toContain('without a gap')
      if (n % drillEvery === 1) await stack.print('backup', 'drill')
    }
    crowd.stop()
    await writing
    expect(crowd.acts).toBeGreaterThan(backups * 10)
    expect(crowd.failures).toEqual([])
    expect(await stack.occurrences(secret, 'backups')).toEqual([])
    expect(await stack.occurrences(crowd.said, 'backups')).not.toEqual([])
  },
  backups * 60_000 + 120_000,
)

/** People who register, make rooms, write, edit, redact, upload and delete, one thing after the other and at random. */
class Crowd {
  readonly #stack: OperatedStack
  readonly #people: Client[] = []
  readonly #rooms: { room: string; by: Client }[] = []
  readonly #messages: { room: string; event: string; by: Client }[] = []
  readonly #files: { id: string; by: Client }[] = []
  readonly said = `said-${randomUUID()}`
  readonly failures: string[] = []
  acts = 0
  #stopped = false

  constructor(to: OperatedStack) {
    this.#stack = to
    this.#people.push(to.owner)
  }

  stop(): void {
    this.#stopped = true
  }

  async sayAndRedact(words: string): Promise<void> {
    const { owner } = this.#stack
    const { room_id } = await owner.rooms.create({ name: 'first', kind: 'private' })
    this.#rooms.push({ room: room_id, by: owner })
    await owner.messages.send(room_id, this.said)
    const { event_id } = await owner.messages.send(room_id, words)
    await owner.messages.redact(room_id, event_id)
  }

  async write(): Promise<void> {
    const writer = async () => {
      while (!this.#stopped) {
        await this.#act().catch((error: Error) => this.failures.push(error.message))
        await sleep(randomInt(breathMs))
      }
    }
    await Promise.all([writer(), writer(), writer()])
  }

  async #act(): Promise<void> {
    const dice = randomInt(100)
    this.acts += 1
    if (dice < 3) return await this.#register()
    if (dice < 8) return await this.#makeRoom()
    if (dice < 60) return await this.#say()
    if (dice < 72) return await this.#edit()
    if (dice < 80) return await this.#redact()
    if (dice < 94) return await this.#upload()
    return await this.#delete()
  }

  async #register(): Promise<void> {
    if (this.#people.length > 8) return
    const { code: invite } = await this.#stack.owner.invites.create({})
    const person = this.#stack.client()
    await person.auth.register({ invite, username: `p-${randomUUID().slice(0, 12)}`, password })
    this.#people.push(person)
  }

  async #makeRoom(): Promise<void> {
    const by = one(this.#people)
    if (by === undefined || this.#rooms.length > 40) return
    const { room_id: room } = await by.rooms.create({ name: `room ${randomUUID()}`, kind: 'public' })
    this.#rooms.push({ room, by })
  }

  async #say(): Promise<void> {
    const place = one(this.#rooms)
    if (place === undefined) return
    const { event_id: event } = await place.by.messages.send(place.room, `words ${randomUUID()}`)
    this.#messages.push({ room: place.room, event, by: place.by })
  }

  async #edit(): Promise<void> {
    const message = one(this.#messages)
    if (message !== undefined) await message.by.messages.edit(message.room, message.event, `edited ${randomUUID()}`)
  }

  async #redact(): Promise<void> {
    const message = this.#messages.splice(randomInt(this.#messages.length + 1), 1)[0]
    if (message !== undefined) await message.by.messages.redact(message.room, message.event)
  }

  async #upload(): Promise<void> {
    const place = one(this.#rooms)
    if (place === undefined) return
    const file = await place.by.media.upload(new Blob([randomBytes(randomInt(1, 40_000))]), { roomId: place.room })
    this.#files.push({ id: file.media_id, by: place.by })
    await place.by.messages.send(place.room, { msgtype: 'm.file', body: 'a file', url: file.url })
  }

  async #delete(): Promise<void> {
    const file = this.#files.splice(randomInt(this.#files.length + 1), 1)[0]
    if (file !== undefined) await file.by.media.remove(file.id)
  }
}

const one = <T>(list: readonly T[]): T | undefined => list[randomInt(Math.max(1, list.length))]
