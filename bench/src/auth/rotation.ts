import { setTimeout as sleep } from 'node:timers/promises'
import type { SigningKeyList, SigningKeySummary, TokenAnswer } from '@bartab/sdk/schemas'
import type { Figure } from './figure.ts'
import { fromSomewhere, post, type Stage } from './stage.ts'

const requestsPerSecond = 200
const keysToLiveThrough = 2

/** A machine that is too busy to answer is asked less often, and the report says how often. */
const mostUnderWay = 200

/**
 * The whole life of two keys while people go on: published, held by the gateway, signing, no longer signing, retired.
 * People renew their tokens all the time, so that tokens of every key that is trusted are about.
 */
export async function measureRotation(stage: Stage, tokenLifetimeS: number): Promise<Figure[]> {
  const load = new Load(stage, tokenLifetimeS * 1000)
  load.start()
  const started = performance.now()
  const first = await replaceKey(stage)
  const followed = [first]
  while (followed.length <= keysToLiveThrough) followed.push(await replaceKey(stage))
  const seconds = (performance.now() - started) / 1000
  await load.stop()
  const rate = `${(load.sent / seconds).toFixed(0)} requests/s for ${seconds.toFixed(0)} s, ${load.renewed} renewals`
  const others = [...load.failures].filter(([what]) => !isRefusal(what)).map(([what, times]) => `${times} x ${what}`)
  return [
    {
      name: `tokens refused during the life of ${keysToLiveThrough} keys`,
      value: `${count(load.failures, isRefusal)} of ${load.sent}`,
      note: rate,
    },
    {
      name: 'failures of the same calls for other reasons',
      value: String(count(load.failures, (what) => !isRefusal(what))),
      ...(others.length === 0 ? {} : { note: others.join(', ') }),
    },
  ]
}

const isRefusal = (what: string): boolean => /^40[0-9]/.test(what)

function count(failures: ReadonlyMap<string, number>, wanted: (what: string) => boolean): number {
  return [...failures].reduce((sum, [what, times]) => sum + (wanted(what) ? times : 0), 0)
}

/** Publishes a key, waits until the gateway holds it, lets it sign, and retires the one before once its tokens are dead. */
async function replaceKey(stage: Stage): Promise<string> {
  const { kid } = await keyStep(stage, '')
  while (!(await heldBy(stage)).includes(kid)) await sleep(200)
  await keyStep(stage, `/${kid}/activate`)
  const { keys } = (await (await fetch(`${stage.auth}/auth/v1/keys`, await asOperator(stage))).json()) as SigningKeyList
  for (const retiring of keys.filter(({ state }) => state === 'retiring')) await retire(stage, retiring)
  return kid
}

async function retire(stage: Stage, { kid, trusted_until_ts = 0 }: SigningKeySummary): Promise<void> {
  await sleep(Math.max(0, trusted_until_ts - Date.now()) + 50)
  await keyStep(stage, `/${kid}/retire`)
}

async function keyStep(stage: Stage, path: string): Promise<SigningKeySummary> {
  const answer = await fetch(`${stage.auth}/auth/v1/keys${path}`, { method: 'POST', ...(await asOperator(stage)) })
  if (!answer.ok) throw new Error(`keys${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as SigningKeySummary
}

async function heldBy({ gatewayInternal }: Stage): Promise<string[]> {
  const { keys } = (await (await fetch(`${gatewayInternal}/keys`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

const asOperator = async (stage: Stage) => ({ headers: { authorization: `Bearer ${await stage.operator()}` } })

/** People who send requests at a steady rate and renew their tokens before they die. */
class Load {
  readonly failures = new Map<string, number>()
  sent = 0
  renewed = 0
  readonly #stage: Stage
  readonly #renewMs: number
  readonly #tokens: TokenAnswer[]
  readonly #underWay = new Set<Promise<void>>()
  #timers: NodeJS.Timeout[] = []

  constructor(stage: Stage, lifetimeMs: number) {
    this.#stage = stage
    this.#tokens = [...stage.people]
    this.#renewMs = lifetimeMs * 0.6
  }

  start(): void {
    const started = performance.now()
    let scheduled = 0
    const due = () => Math.floor(((performance.now() - started) / 1000) * requestsPerSecond)
    const send = setInterval(() => {
      for (; scheduled < due(); scheduled++) {
        if (this.#underWay.size < mostUnderWay) this.#track(this.#request(this.sent++ % this.#tokens.length))
      }
    }, 5)
    const renewals = this.#tokens.map((_, person) => setInterval(() => this.#track(this.#renew(person)), this.#renewMs))
    this.#timers = [send, ...renewals]
    for (const person of this.#tokens.keys()) this.#track(this.#renew(person))
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all(this.#underWay)
  }

  #track(work: Promise<void>): void {
    const done = work.finally(() => this.#underWay.delete(done))
    this.#underWay.add(done)
  }

  async #request(person: number): Promise<void> {
    const token = this.#tokens[person]?.access_token
    const headers = { authorization: `Bearer ${token}` }
    try {
      const answer = await fetch(`${this.#stage.gateway}/chat/v1/rooms`, { headers })
      const body = await answer.text()
      if (answer.status !== 200) this.#count(`${answer.status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? ''}`)
    } catch (error) {
      this.#count(String(error))
    }
  }

  async #renew(person: number): Promise<void> {
    const body = { grant_type: 'refresh_token', refresh_token: this.#tokens[person]?.refresh_token }
    try {
      this.#tokens[person] = await post<TokenAnswer>(
        `${this.#stage.gateway}/auth/v1/oauth2/token`,
        body,
        fromSomewhere(),
      )
      this.renewed += 1
    } catch (error) {
      this.#count(/answered (\d+)/.exec(String(error))?.[1] ?? String(error))
    }
  }

  #count(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1)
  }
}
