import type { WebhookDelivery } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { Delivery, WebhookRow } from '../store/webhook-table.ts'
import type { EventJson } from '../sync/event-json.ts'
import type { Post } from './post.ts'
import { signatureHeaders } from './signature.ts'

export interface CourierSources {
  store: ChatStore
  eventJson: EventJson
  clock: () => number
  /** Keeps how far a webhook is, and what came of the last attempt. */
  save: (delivery: Delivery, attempt: WebhookDelivery) => Promise<unknown>
  post: Post
}

/** Milliseconds before each further attempt at one event; after the last it is given up. */
const pausesMs = [1000, 5000, 30_000, 120_000, 600_000, 3_600_000]

/** Nobody in the log has this number: a reader to whom no event is their own. */
const nobody = -1

/**
 * Takes events to outgoing webhooks, for each one after the other and in order. How far each is stands in its row,
 * so that a restart goes on where this process stopped; a receiver may see an event twice, by the same `webhook-id`.
 */
export class HookCourier {
  readonly #sources: CourierSources
  readonly #byRoom = new Map<number, Set<number>>()
  readonly #busy = new Set<number>()
  readonly #timers = new Map<number, NodeJS.Timeout>()
  #stopped = false

  constructor(sources: CourierSources) {
    this.#sources = sources
  }

  /** Looks up what webhooks there are, and takes up what waits for them. */
  refresh(): void {
    this.#byRoom.clear()
    for (const { roomNo, webhookNo } of this.#sources.store.webhooks.outgoing()) {
      const hooks = this.#byRoom.get(roomNo) ?? new Set()
      this.#byRoom.set(roomNo, hooks.add(webhookNo))
      this.#wake(webhookNo)
    }
  }

  /** To be told of events when they are on disk. */
  committed(events: readonly EventRow[]): void {
    if (this.#byRoom.size === 0) return
    for (const { roomNo } of events) for (const webhookNo of this.#byRoom.get(roomNo) ?? []) this.#wake(webhookNo)
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #wake(webhookNo: number): void {
    if (this.#stopped || this.#busy.has(webhookNo)) return
    this.#busy.add(webhookNo)
    clearTimeout(this.#timers.get(webhookNo))
    setImmediate(() => void this.#run(webhookNo).finally(() => this.#busy.delete(webhookNo)))
  }

  async #run(webhookNo: number): Promise<void> {
    for (let hook = this.#due(webhookNo); hook !== undefined; hook = this.#due(webhookNo)) {
      const event = this.#next(hook)
      if (event === undefined) return
      const [progress, attempt] = await this.#deliver(hook, event)
      await this.#sources.save(progress, attempt)
    }
  }

  /** A webhook that still stands and may be tried now; for one that is waiting a timer is set. */
  #due(webhookNo: number): WebhookRow | undefined {
    const hook = this.#stopped ? undefined : this.#sources.store.webhooks.byNo(webhookNo)
    const pause = (hook?.dueTs ?? 0) - this.#sources.clock()
    if (hook === undefined || pause <= 0) return hook
    this.#timers.set(webhookNo, setTimeout(() => this.#wake(webhookNo), pause).unref())
    return undefined
  }

  /** The next event of the types asked for; what webhooks themselves say is left out, so that none talks to itself. */
  #next(hook: WebhookRow): EventRow | undefined {
    const { store } = this.#sources
    const room = store.rooms.find(hook.roomNo)
    if (room === undefined || room.deletedSeq !== null || room.lastSeq <= hook.sentSeq) return undefined
    const types = JSON.parse(hook.events ?? '[]') as string[]
    let [from, rows] = [hook.sentSeq, [] as EventRow[]]
    do {
      rows = store.events.ofOthers(hook.roomNo, from, nobody, 100)
      const found = rows.find((event) => types.includes(store.types.name(event.typeNo)) && !this.#isByHook(event))
      if (found !== undefined) return found
      from = rows.at(-1)?.seq ?? from
    } while (rows.length > 0)
    return undefined
  }

  #isByHook({ senderNo }: EventRow): boolean {
    return this.#sources.store.webhooks.byId(this.#sources.store.users.name(senderNo)) !== undefined
  }

  async #deliver(hook: WebhookRow, event: EventRow): Promise<[Delivery, WebhookDelivery]> {
    const { clock, eventJson, post } = this.#sources
    const body = `{"webhook_id":"${hook.webhookId}","event":${eventJson.of(event, nobody)}}`
    const headers = signatureHeaders(validSecrets(hook, clock()), event.eventId, clock(), body)
    const attempt = { event_id: event.eventId, ts: clock(), attempt: hook.attempts + 1 }
    let status: number | undefined
    try {
      status = await post(hook.url ?? '', headers, body)
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`)
      const arrived = { ...hook, sentSeq: event.seq, attempts: 0, dueTs: 0, lastError: null }
      return [arrived, { ...attempt, took_ms: clock() - attempt.ts, status }]
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const answered = status === undefined ? {} : { status }
      return [failed(hook, event, why, clock()), { ...attempt, took_ms: clock() - attempt.ts, ...answered, error: why }]
    }
  }
}

/** While the secret turns, each delivery is signed with both: the receiver may change over when it likes. */
function validSecrets({ secret, previousSecret, previousUntilTs }: WebhookRow, now: number): string[] {
  return [secret, (previousUntilTs ?? 0) > now ? previousSecret : null].filter((text) => text !== null)
}

function failed(hook: WebhookRow, event: EventRow, lastError: string, now: number): Delivery {
  const pause = pausesMs[hook.attempts]
  if (pause === undefined)
    return { ...hook, sentSeq: event.seq, attempts: 0, dueTs: 0, lastError, dropped: hook.dropped + 1 }
  return { ...hook, attempts: hook.attempts + 1, dueTs: now + pause, lastError }
}
