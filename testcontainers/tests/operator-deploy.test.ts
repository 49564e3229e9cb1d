import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'

/** Reads and writes at all services, 200 each second, until it is told to stop. */
class SteadyLoad {
  readonly failures: string[] = []
  answered = 0
  readonly #running: Promise<void>[] = []
  readonly #timer: NodeJS.Timeout

  constructor(call: (n: number) => Promise<Response>) {
    let n = 0
    this.#timer = setInterval(() => {
      for (let i = 0; i < 4; i += 1) this.#running.push(this.#count(call(n++)))
    }, 20)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#running)
  }

  async #count(call: Promise<Response>): Promise<void> {
    try {
      const answer = await call
      const text = await answer.text()
      if (answer.status >= 400) this.failures.push(`${answer.url}: ${answer.status} ${text}`)
      this.answered += 1
    } catch (error) {
      this.failures.push(String((error as Error).cause ?? error))
    }
  }
}

// the engine gives a published port to one container: connections to the gateway are refused while it is replaced there
describe.each([
  ['process', ['chat', 'media', 'auth', 'gateway']],
  ['docker', ['chat', 'media', 'auth']],
] as const)('deploy on the %s driver, while people use the chat', (driver, services) => {
  let stack: OperatedStack
  let call: (n: number) => Promise<Response>

  beforeAll(async () => {
    stack = await OperatedStack.start(driver)
    const { room_id } = await stack.owner.rooms.create({ name: 'busy', kind: 'private' })
    const file = new Blob(['a few words'], { type: 'text/plain' })
    const { media_id } = await stack.owner.media.upload(file, { roomId: room_id, filename: 'words.txt' })
    const token = await stack.owner.session.accessToken()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const messages = `${stack.url}/chat/v1/rooms/${room_id}/messages`
    const say = () => JSON.stringify({ txn_id: randomUUID(), content: { msgtype: 'm.text', body: 'on and on' } })
    const paths = [`${stack.url}/auth/v1/me`, `${messages}?dir=b&limit=5`, `${stack.url}/media/v1/media/${media_id}`]
    call = async (n) => {
      const path = paths[n % 4]
      return path === undefined
        ? await fetch(messages, { method: 'POST', headers, body: say() })
        : await fetch(path, { headers })
    }
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  it.each(services)(
    '%s: no request fails, and those that were held are let go on',
    async (service) => {
      const load = new SteadyLoad(call)
      await sleep(1_000)
      const { replaced } = await stack.json<{ replaced: { service: string; held_ms?: number }[] }>(
        'deploy',
        service,
        '--again',
      )
      await sleep(1_000)
      await load.stop()
      expect(replaced).toMatchObject([{ service }])
      expect(load.failures).toEqual([])
      expect(load.answered).toBeGreaterThan(200)
    },
    120_000,
  )
})
