import type { Database } from '@bartab/kit/sqlite'
import type { WebhookDelivery } from '@bartab/sdk/schemas'
import type { Ledger } from './domain/ledger.ts'
import { markRead, type Unread } from './domain/read-marker.ts'
import { type DueRoom, sweepRooms, sweptBy } from './domain/retention.ts'
import { UlidSequence } from './domain/ulid-sequence.ts'
import { EventLog } from './log/event-log.ts'
import { GroupCommit } from './log/group-commit.ts'
import { ReadingRoom } from './reading/reading-room.ts'
import { ChatStore } from './store/chat-store.ts'
import type { EventRow } from './store/event-table.ts'
import type { Delivery } from './store/webhook-table.ts'
import { Audience } from './sync/audience.ts'
import { EventJson } from './sync/event-json.ts'
import { HeldCallers } from './sync/held-callers.ts'
import { Lobby } from './sync/lobby.ts'
import { MembershipNews } from './sync/membership-news.ts'
import { PresenceBoard } from './sync/presence-board.ts'
import { ReceiptBoard } from './sync/receipt-board.ts'
import { RecentChanges } from './sync/recent-changes.ts'
import { SharedReads } from './sync/shared-reads.ts'
import { Standings } from './sync/standings.ts'
import { Strain } from './sync/strain.ts'
import { SyncDesk } from './sync/sync-desk.ts'
import { Ticks } from './sync/ticks.ts'
import { TypingBoard } from './sync/typing-board.ts'
import { UpdateDesk } from './sync/update-desk.ts'
import { HookCourier } from './webhooks/courier.ts'
import type { Post } from './webhooks/post.ts'

export interface ChatSources {
  /** Opened with durability `full`: an answered write is on disk. */
  db: Database
  clock: () => number
  randomBytes: (size: number) => Uint8Array
  /** Where people reach the server, without a trailing slash. */
  publicUrl: string
  /** Takes what happens to outgoing webhooks. */
  post: Post
}

/**
 * So much of the file is read through a map of it, which is the most that SQLite can: a page of a long log is many places.
 *
 * @see docs/decisions/0076-the-log-is-read-through-a-map.md
 */
const mappedBytes = 2 ** 31

/** The chat itself, without HTTP: the log, its one writer, and those who listen. */
export class Chat {
  readonly store: ChatStore
  readonly epoch: string
  readonly clock: () => number
  readonly log: EventLog
  readonly commits: GroupCommit
  readonly audience: Audience
  readonly lobby: Lobby
  readonly desk: SyncDesk
  readonly updates: UpdateDesk
  readonly memberships: MembershipNews
  readonly eventJson: EventJson
  readonly courier: HookCourier
  readonly reading: ReadingRoom
  readonly held = new HeldCallers()
  readonly strain = new Strain()
  readonly publicUrl: string
  readonly #randomBytes: ChatSources['randomBytes']
  readonly #ledger: Ledger
  #rev: number

  constructor({ db, clock, randomBytes, publicUrl, post }: ChatSources) {
    // what is taken out of the log is overwritten in the file as well
    db.pragma('secure_delete = ON')
    db.pragma(`mmap_size = ${mappedBytes}`)
    const store = new ChatStore(db)
    const last = store.events.bySeq(store.events.head())?.eventId
    const ids = new UlidSequence({ clock, randomBytes, last })
    const newId = () => ids.next()
    this.store = store
    this.clock = clock
    this.publicUrl = publicUrl
    this.#randomBytes = randomBytes
    this.epoch = store.epoch(() => Buffer.from(randomBytes(9)).toString('base64url'), clock())
    this.log = new EventLog(store, { clock, newId, onCommitted: (events) => this.#committed(events) })
    this.commits = new GroupCommit(db, this.log)
    this.#ledger = { store, append: (draft) => this.log.append(draft), now: clock, newId }
    this.#rev = store.markers.newestRev()
    this.audience = new Audience(store, clock)
    const ticks = new Ticks(Buffer.from(randomBytes(6)).toString('base64url'))
    this.memberships = new MembershipNews(store, ticks.boot)
    const boards = {
      typing: new TypingBoard(ticks),
      presence: new PresenceBoard(ticks),
      receipts: new ReceiptBoard(ticks),
    }
    this.lobby = new Lobby({ ...boards, store, audience: this.audience, strain: this.strain })
    this.eventJson = new EventJson(store)
    const recent = new RecentChanges(this.log.head)
    const roomsOf = (userNo: number) => this.audience.roomsOf(userNo)
    const [head, rev] = [() => this.log.head, () => this.#rev]
    this.desk = new SyncDesk(
      {
        store,
        epoch: this.epoch,
        eventJson: this.eventJson,
        ticks,
        ...boards,
        head,
        rev,
        reads: new SharedReads(store),
        standings: new Standings(store),
        recent,
        roomsOf,
      },
      this.audience,
      clock,
    )
    this.updates = new UpdateDesk({ store, audience: this.audience, clock, draining: () => this.desk.draining })
    const save = (delivery: Delivery, attempt: WebhookDelivery) =>
      this.write((ledger) => {
        ledger.store.webhooks.progress(delivery)
        ledger.store.deliveries.note(delivery.webhookNo, attempt)
      })
    this.reading = new ReadingRoom(store)
    this.courier = new HookCourier({ store, eventJson: this.eventJson, clock, save, post })
  }

  /** Something that nobody can guess. */
  secret(): string {
    return Buffer.from(this.#randomBytes(24)).toString('base64url')
  }

  /** Runs a rule in the next shared transaction; settles when what it appended is on disk. */
  write<T>(rule: (ledger: Ledger) => T): Promise<T> {
    return this.commits.run(() => rule(this.#ledger))
  }

  /** The number of somebody who may never have written anything. */
  async userNo(userId: string): Promise<number> {
    return this.store.users.find(userId) ?? (await this.write(({ store }) => store.users.intern(userId)))
  }

  /** Lets go of what rooms keep for a time alone, in portions, so that others write in between. */
  async sweep(): Promise<void> {
    if (this.store.rooms.withRetention().length === 0) return
    let due = JSON.parse(await this.reading.read({ do: 'retention', now: this.clock() })) as DueRoom[]
    while (due.length > 0) due = await this.write((ledger) => sweepRooms(ledger, due))
  }

  /** Moves somebody's read marker, tells their other devices, and shows it to those who are there. */
  async markRead(who: string, roomId: string, eventId: string): Promise<Unread> {
    const nextRev = () => ++this.#rev
    const read = await this.write((ledger) => {
      const marked = markRead(ledger, who, roomId, eventId, nextRev)
      this.desk.readOn(marked.roomNo, marked.userNo)
      return marked
    })
    const { userNo, roomNo, moved, ...counts } = read
    if (moved) this.audience.wakePeople([userNo])
    if (moved) this.lobby.read(roomNo, userNo, eventId)
    return counts
  }

  /** Commits what waits. The database may be closed after that. */
  close(): void {
    this.desk.stop()
    this.courier.stop()
    void this.reading.close()
    this.commits.flush()
  }

  #committed(events: readonly EventRow[]): void {
    // a removal tells that by its target, a sweep has many
    for (const event of events) for (const { seq } of sweptBy(this.store, event)) this.eventJson.forget(seq)
    for (const event of events) if (event.stateKey === null) this.lobby.said(event.roomNo, event.senderNo)
    this.desk.committed(events)
    this.memberships.committed(events)
    this.courier.committed(events)
  }
}
