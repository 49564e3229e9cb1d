import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@bartab/sdk/client'
import { type BenchStack, bartab } from './command.ts'
import { password } from './filled-stack.ts'
import { killEverything } from './kill-everything.ts'
import { originOf } from './service-origin.ts'
import { spread } from './spread.ts'

/** Writes in a second; 0 is as many as there can be. */
const rates = [10, 100, 0] as const
const flatOutWriters = 8
/** How many writes in a second one writer does, which waits for each answer. */
const onesWrites = 25
const readBack = 2000

export interface LostWritesOptions {
  home: string
  rounds: number
  /** How long is written before everything is killed. */
  seconds: number
  say(line: string): void
}

interface Round {
  per_s: number
  lost: number
  /** From when on acknowledged writes are gone, before the kill. */
  lost_ms: number
  lag_ms: number
}

/**
 * Writes at three rates, kills everything of the stack at once, takes its data away, and brings the stack back from
 * where its databases were followed to: which acknowledged writes are gone?
 */
export async function measureLostWrites(options: LostWritesOptions): Promise<object> {
  const bench = { home: options.home, stack: 'bench-rpo' }
  const owner = await followedStack(bench)
  const { room_id: room } = await owner.rooms.create({ name: 'rpo', kind: 'private' })
  await bartab(bench, 'backup', 'create')
  const report: Record<string, object> = {}
  for (const rate of rates) {
    const rounds: Round[] = []
    for (let n = 0; n < options.rounds; n += 1) {
      rounds.push(await oneRound(bench, owner, room, rate, options.seconds))
      options.say(`${nameOf(rate)}: ${JSON.stringify(rounds.at(-1))}`)
    }
    const of = (key: keyof Round) => rounds.map((round) => round[key])
    const figures = (['per_s', 'lost', 'lost_ms', 'lag_ms'] as const).map((key) => [key, spread(of(key))])
    report[nameOf(rate)] = Object.fromEntries(figures)
  }
  await bartab(bench, 'down', '--volumes', '--confirm', bench.stack)
  return report
}

const nameOf = (rate: number): string => (rate === 0 ? 'flat out' : `${rate} writes/s`)

async function followedStack(bench: BenchStack): Promise<Client> {
  mkdirSync(bench.home, { recursive: true })
  writeFileSync(join(bench.home, 'rpo.yaml'), `backups:\n  continuous: ${join(bench.home, 'followed')}\n`)
  process.env['BARTAB_CONFIG'] = join(bench.home, 'rpo.yaml')
  const up = await bartab<{ url: string; owner_token: string }>(bench, 'up', '--driver', 'process', '--port', '18378')
  const owner = new Client({ url: up.answer.url })
  await owner.auth.bootstrap({ token: up.answer.owner_token, username: 'owner', password })
  return owner
}

async function oneRound(bench: BenchStack, owner: Client, room: string, rate: number, seconds: number): Promise<Round> {
  await untilFollowed(bench)
  const { access_token } = await owner.auth.login({ username: 'owner', password })
  const url = `${originOf(bench, 'chat')}/chat/v1/rooms/${room}/messages`
  const writing = new Writing({ url, token: access_token, rate })
  await sleep(seconds * 500)
  const lag = await lagsOf(bench)
  await sleep(seconds * 500)
  const killedAt = performance.now()
  killEverything(bench.home)
  const acknowledged = await writing.stop()
  rmSync(join(bench.home, 'stacks', bench.stack, 'data'), { recursive: true, force: true })
  await bartab(bench, 'restore', '--at', new Date().toISOString(), '--yes')
  await owner.auth.login({ username: 'owner', password })
  const lost = await writing.lostOf(owner, room)
  const first = Math.min(killedAt, ...lost.map((body) => acknowledged.get(body) ?? killedAt))
  return {
    per_s: Math.round(acknowledged.size / ((killedAt - writing.began) / 1000)),
    lost: lost.length,
    lost_ms: Math.round(killedAt - first),
    lag_ms: lag[0] ?? -1,
  }
}

interface Followed {
  backup: { followed: { lag_ms: number | null }[] }
}

/** How far each replica is behind, in ms; nothing where it holds nothing yet. Chat's is the first. */
const lagsOf = async (bench: BenchStack): Promise<(number | null)[]> =>
  (await bartab<Followed>(bench, 'status')).answer.backup.followed.map(({ lag_ms }) => lag_ms)

/** A replica begins with a copy of the whole database; until that is there, nothing can come back from it. */
async function untilFollowed(bench: BenchStack): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const lags = await lagsOf(bench).catch(() => [null])
    if (lags.every((lag) => lag !== null)) return
    await sleep(500)
  }
  throw new Error('the databases are not followed')
}

interface Target {
  url: string
  token: string
  rate: number
}

/** Writers that note what was acknowledged, and when, until nobody answers. */
class Writing {
  readonly began = performance.now()
  readonly #acknowledged = new Map<string, number>()
  readonly #round = `round-${Math.round(this.began)}-`
  readonly #target: Target
  readonly #writers: Promise<void>[]
  #sent = 0
  #isOver = false

  constructor(target: Target) {
    this.#target = target
    const count = target.rate === 0 ? flatOutWriters : Math.ceil(target.rate / onesWrites)
    this.#writers = Array.from({ length: count }, async () => await this.#write())
  }

  async stop(): Promise<ReadonlyMap<string, number>> {
    this.#isOver = true
    await Promise.all(this.#writers)
    return this.#acknowledged
  }

  /** What was acknowledged and is not there, of the last that were written. */
  async lostOf(owner: Client, room: string): Promise<string[]> {
    const found = new Set<string>()
    for await (const { chunk } of owner.messages.pages(room, { dir: 'b', limit: 100 })) {
      for (const { content } of chunk) found.add(String(content['body']))
      const isEarlier = chunk.some(({ content }) => !String(content['body']).startsWith(this.#round))
      if (isEarlier || found.size >= readBack) break
    }
    const numbers = [...found].filter((body) => body.startsWith(this.#round)).map(numberOf)
    const from = found.size >= readBack ? Math.min(...numbers) : 0
    return [...this.#acknowledged.keys()].filter((body) => numberOf(body) >= from && !found.has(body))
  }

  async #write(): Promise<void> {
    const { url, token, rate } = this.#target
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    while (!this.#isOver) {
      const due = rate === 0 ? 0 : this.began + (this.#sent * 1000) / rate - performance.now()
      if (due > 0) await sleep(due)
      const text = `${this.#round}${this.#sent++}`
      const body = JSON.stringify({ txn_id: text, content: { msgtype: 'm.text', body: text } })
      const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined)
      if (answer === undefined) return
      if (!answer.ok) throw new Error(`a write was refused: ${await answer.text()}`)
      await answer.arrayBuffer()
      this.#acknowledged.set(text, performance.now())
    }
  }
}

const numberOf = (body: string): number => Number(body.split('-').at(-1))
