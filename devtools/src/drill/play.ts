import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { countText } from '@bartab/kit/cli'
import { Client } from '@bartab/sdk/client'
import type { ChatEvent, SyncRoom, UserProfile } from '@bartab/sdk/schemas'
import { operatorSecret } from '../operator/operator-secret.ts'
import { converge } from '../restore/swap-volumes.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { type DrillCheck, tryAll } from './drill-check.ts'
import { addEcho } from './echo-bot.ts'
import { fetchInside } from './inside-fetch.ts'
import { pngOfOnePixel } from './small-picture.ts'

const patienceMs = 20_000
const pollMs = 250

/**
 * Starts a throwaway stack and uses it as people do: logs in as one of them, syncs, reads, fetches a thumbnail, posts,
 * and talks to a bot. Every step is a check.
 */
export async function play(handle: StackHandle, onCheck: (check: DrillCheck) => void): Promise<void> {
  const { driver, stack, context } = handle
  const desired = await driver.desire(stack)
  const drill = new Visit(handle)
  await tryAll(
    context.clock,
    [
      ['start', async () => await converge(handle, desired).then(() => 'every service became ready')],
      ['rebuild', async () => await rebuild(handle)],
      ['log in', async () => await drill.logIn()],
      ['sync', async () => await drill.sync()],
      ['read', async () => await drill.read()],
      ['thumbnail', async () => await drill.thumbnail()],
      ['post', async () => await drill.post()],
      ['echo bot', async () => await drill.talk()],
    ],
    onCheck,
  )
}

/** Makes every projection again from the log, beside the service. */
async function rebuild({ driver }: StackHandle): Promise<string> {
  const { exitCode, stdout, stderr } = await driver.exec('chat', ['node', 'services/chat/src/rebuild.ts'])
  if (exitCode !== 0 && stdout === '') throw new Error(stderr.trim())
  const report = JSON.parse(stdout) as { events: number; mismatches: { table: string }[]; index_error?: string }
  const tables = [...new Set(report.mismatches.map(({ table }) => table))]
  if (tables.length > 0) throw new Error(`the log says otherwise than ${tables.join(', ')}`)
  if (report.index_error !== undefined) throw new Error(`the search index is damaged: ${report.index_error}`)
  return `${report.events} events give the same rooms, members, counts and search index`
}

/** A person and the operator, as they come to a throwaway stack. */
class Visit {
  readonly #handle: StackHandle
  readonly #operator: Client
  readonly #person: Client
  #operatorSecret = ''
  #rooms: string[] = []
  #pictures: string[] = []
  #room = ''

  constructor(handle: StackHandle) {
    this.#handle = handle
    const way =
      handle.driver.kind === 'docker'
        ? { url: 'http://127.0.0.1:8080', surroundings: { fetch: fetchInside(handle.driver, 'gateway') } }
        : { url: handle.url }
    this.#person = new Client(way)
    const credentials = () => ({ client_id: 'operator', client_secret: this.#operatorSecret })
    this.#operator = new Client({ ...way, credentials })
  }

  /** As one of the people in the backup: the password is set anew, in the throwaway stack alone. */
  async logIn(): Promise<string> {
    this.#operatorSecret = (await operatorSecret(this.#handle.driver)) ?? ''
    const person = await this.#somebody()
    const password = randomUUID()
    if (person === undefined) return await this.#register(password)
    const { token } = await this.#operator.people.recovery(person.user_id, { reset_second_factor: true })
    await this.#operator.auth.recover({ token, new_password: password })
    await this.#person.auth.login({ username: person.username, password })
    return `as one of the people (role ${person.role})`
  }

  /** The owner, or else the first who may log in. */
  async #somebody(): Promise<UserProfile | undefined> {
    let first: UserProfile | undefined
    for await (const person of this.#operator.people.all()) {
      if (person.disabled === true || person.deleted === true || person.role === 'bot') continue
      if (person.role === 'owner') return person
      first ??= person
    }
    return first
  }

  async #register(password: string): Promise<string> {
    const { code: invite } = await this.#operator.invites.create({})
    await this.#person.auth.register({ invite, username: `drill-${randomUUID().slice(0, 8)}`, password })
    return 'with a new account: the backup has none'
  }

  async sync(): Promise<string> {
    const loop = this.#person.sync({ timeoutMs: 0 })
    const { value } = await loop.next()
    await loop.return(undefined)
    const rooms = Object.entries<SyncRoom>(value?.rooms ?? {})
    this.#rooms = rooms.filter(([, { membership }]) => membership !== 'invite').map(([roomId]) => roomId)
    return `${countText(this.#rooms.length, 'room')} came`
  }

  async read(): Promise<string> {
    let messages = 0
    for (const room of this.#rooms.slice(0, 20)) {
      const { chunk } = await this.#person.messages.page(room, { dir: 'b', limit: 50 })
      messages += chunk.length
      this.#pictures.push(...chunk.flatMap(picturesIn))
    }
    return `${countText(messages, 'event')} of ${countText(Math.min(20, this.#rooms.length), 'room')}`
  }

  async thumbnail(): Promise<string> {
    const [known] = this.#pictures
    const mediaId = known ?? (await this.#person.media.upload(pngOfOnePixel)).media_id
    const answer = await this.#person.media.thumbnail(mediaId, 320)
    const bytes = (await answer.arrayBuffer()).byteLength
    if (bytes === 0) throw new Error('the thumbnail is empty')
    return known === undefined
      ? 'of a picture that was sent now: none was read'
      : `of a picture in the backup, ${bytes} bytes`
  }

  async post(): Promise<string> {
    this.#room = (await this.#person.rooms.create({ name: 'Drill', kind: 'private' })).room_id
    const body = `drill ${randomUUID()}`
    const { event_id } = await this.#person.messages.send(this.#room, body)
    const event = await this.#person.messages.get(this.#room, event_id)
    if (event.content['body'] !== body) throw new Error('what was posted reads otherwise')
    return 'a room was made, a message posted and read back'
  }

  async talk(): Promise<string> {
    const botId = await addEcho({ handle: this.#handle, client: this.#operator })
    await this.#person.rooms.invite(this.#room, botId)
    await this.#joined(botId)
    const words = `say ${randomUUID()}`
    for (let waited = 0; ; waited += pollMs) {
      if (waited % 5000 === 0) await this.#person.messages.send(this.#room, words)
      const { chunk } = await this.#person.messages.page(this.#room, { dir: 'b', limit: 20 })
      if (chunk.some(({ sender, content }) => sender === botId && content['body'] === words))
        return 'the echo bot answered'
      if (waited > patienceMs) throw new Error(`the echo bot said nothing for ${patienceMs / 1000} s`)
      await sleep(pollMs)
    }
  }

  /** What is said before the bot is in the room, it does not hear. */
  async #joined(botId: string): Promise<void> {
    for (let waited = 0; waited < patienceMs; waited += pollMs) {
      for await (const { user_id, membership } of this.#person.rooms.members(this.#room))
        if (user_id === botId && membership === 'join') return
      await sleep(pollMs)
    }
    throw new Error(`the echo bot did not come within ${patienceMs / 1000} s`)
  }
}

const reference = /\/media\/v1\/media\/([0-7][0-9A-HJKMNP-TV-Z]{25})/

function picturesIn({ content }: ChatEvent): string[] {
  const id = content['msgtype'] === 'm.image' ? reference.exec(JSON.stringify(content))?.[1] : undefined
  return id === undefined ? [] : [id]
}
