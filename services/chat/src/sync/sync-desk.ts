import type { SyncFilter } from '@bartab/sdk/schemas'
import type { EventRow } from '../store/event-table.ts'
import type { Audience } from './audience.ts'
import type { Position } from './cursor.ts'
import { FanOutPace } from './fan-out-pace.ts'
import { isUpToDate, type SyncResult, type SyncSources, syncAnswer } from './sync-answer.ts'

export interface SyncQuestion {
  userNo: number
  since: Position | undefined
  filter: SyncFilter
  /** The caller's cursor was not one of this log. */
  rebase: boolean
}

/** Answers readers, holds their polls while there is nothing to say, and wakes those whom a change concerns. */
export class SyncDesk {
  readonly #sources: SyncSources
  readonly #audience: Audience
  readonly #pace: FanOutPace
  #draining = false

  constructor(sources: SyncSources, audience: Audience, clock: () => number) {
    this.#sources = sources
    this.#audience = audience
    this.#pace = new FanOutPace((people) => audience.wakePeople(people), clock)
  }

  get draining(): boolean {
    return this.#draining
  }

  /** What there is to say now. */
  answer({ userNo, since, filter, rebase }: SyncQuestion): SyncResult {
    return syncAnswer(this.#sources, userNo, since, filter, rebase)
  }

  /** What there is to say, where anything at all happened. */
  news(question: SyncQuestion): SyncResult | undefined {
    return this.#isUpToDate(question) ? undefined : this.answer(question)
  }

  /** Calls `tell` whenever there may be something to say to somebody, until the returned function is called. */
  follow(userNo: number, tell: () => void): () => void {
    return this.#audience.wait(userNo, tell)
  }

  /**
   * Holds until there is something to say, the time is over, the server drains, or the client is gone.
   * A poll is one closure and one timer. Settles with nothing when the client is gone.
   */
  hold(question: SyncQuestion, timeoutMs: number, onGone: (end: () => void) => void): Promise<SyncResult | undefined> {
    const isAtOnce = timeoutMs === 0 || this.#draining
    const first = !isAtOnce && this.#waitsWithOthers(question) ? undefined : this.news(question)
    if (first?.anything || isAtOnce) return Promise.resolve(first ?? this.answer(question))
    return new Promise((resolve) => {
      let since = first?.position ?? question.since
      const ask = () => this.answer({ ...question, since, rebase: false })
      const end = (result?: SyncResult) => {
        if (isOver) return
        isOver = true
        cancel()
        clearTimeout(timer)
        resolve(result)
      }
      let isOver = false
      const cancel = this.#audience.wait(question.userNo, () => {
        if (isOver) return
        const next = ask()
        since = next.position
        if (next.anything || this.#draining) end(next)
      })
      const timer = setTimeout(() => end(ask()), timeoutMs)
      onGone(() => end())
    })
  }

  /** Somebody's next answer may count anew what they have not read. */
  readOn(roomNo: number, userNo: number): void {
    this.#sources.standings.readOn(roomNo, userNo)
  }

  /** Who comes back while a crowd rests is told with the others; who begins anew has waited for nothing yet. */
  #waitsWithOthers({ userNo, since, rebase }: SyncQuestion): boolean {
    return since !== undefined && !rebase && this.#pace.owes(userNo)
  }

  #isUpToDate({ since, filter, rebase }: SyncQuestion): boolean {
    return since !== undefined && !rebase && isUpToDate(this.#sources, since, filter)
  }

  /** To be told of events when they are on disk. */
  committed(events: readonly EventRow[]): void {
    const people = new Set<number>()
    this.#sources.reads.forget()
    this.#sources.standings.committed()
    for (const event of events) {
      this.#sources.eventJson.changed(event)
      const subject = this.#subject(event)
      this.#sources.recent.add(event, subject)
      this.#sources.standings.changed(event, subject)
      for (const userNo of this.#audience.inRoom(event.roomNo)) people.add(userNo)
      if (subject !== undefined) people.add(subject)
    }
    this.#pace.news(people)
  }

  /** Tells nobody any more: what they would be told of is about to be closed. */
  stop(): void {
    this.#pace.stop()
  }

  /** Ends every held poll with its own cursor, now and from now on. */
  drain(): void {
    this.#draining = true
    this.#audience.wakeAll()
  }

  /** Whom a member event is about. Their place in the audience follows it. */
  #subject(event: EventRow): number | undefined {
    const { types, users } = this.#sources.store
    if (event.stateKey === null || types.name(event.typeNo) !== 'm.room.member') return undefined
    const userNo = users.find(event.stateKey)
    if (userNo !== undefined) this.#audience.moved(event.roomNo, userNo)
    return userNo
  }
}
