import type {
  AckAnswer,
  BotCommand,
  Command,
  CommandList,
  DeadLetterList,
  DeadLetterQuery,
  UpdateBatch,
  UpdatesQuery,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'

/** Slash commands: a bot's own, and those that somebody may use. */
export class CommandsApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Puts the calling bot's commands in the place of those that it had. */
  async put(commands: readonly Command[]): Promise<void> {
    await this.#calls.raw({ method: 'PUT', path: '/chat/v1/commands', json: { commands } })
  }

  /** Commands of the bots in a room; without one, of all bots that the caller is in a room with. */
  async list(roomId?: string): Promise<BotCommand[]> {
    const query = { room_id: roomId }
    return (await this.#calls.json<CommandList>({ method: 'GET', path: '/chat/v1/commands', query })).commands
  }
}

/** A bot's updates: what it has to do next, held for it by the server until it says that it is done. */
export class UpdatesApi {
  readonly #calls: Calls

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Waits for updates, at most `timeout` milliseconds. Sent once: what an answer that got lost held comes again when its lease is over. */
  take(query: UpdatesQuery = {}, signal?: AbortSignal): Promise<UpdateBatch> {
    const request = { method: 'GET', path: '/chat/v1/updates', query: { ...query }, ...(signal && { signal }) } as const
    return this.#calls.jsonOnce(request)
  }

  /** These updates are done, each for itself. */
  acknowledge(...seqs: number[]): Promise<AckAnswer> {
    return this.#calls.json({ method: 'POST', path: '/chat/v1/updates/ack', json: { seqs }, repeatable: true })
  }

  /** This update could not be handled: it comes again soon, and goes to the dead letters after five times. */
  giveBack(seq: number, reason?: string): Promise<AckAnswer> {
    const json = { seq, ...(reason !== undefined && { reason: reason.slice(0, 500) }) }
    return this.#calls.json({ method: 'POST', path: '/chat/v1/updates/nack', json, repeatable: true })
  }

  /** One page of the updates that were handed out in vain. */
  dead(query: DeadLetterQuery = {}): Promise<DeadLetterList> {
    return this.#calls.json({ method: 'GET', path: '/chat/v1/updates/dead', query: { ...query } })
  }

  async retry(seq: number): Promise<void> {
    await this.#calls.raw({ method: 'POST', path: `/chat/v1/updates/dead/${seq}/retry` })
  }

  async discard(seq: number): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: `/chat/v1/updates/dead/${seq}` })
  }
}
