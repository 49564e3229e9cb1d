import type { Database, Statement } from 'better-sqlite3'
import { BotTable } from './bot-table.ts'
import { EventTable } from './event-table.ts'
import { MemberTable } from './member-table.ts'
import { MessageIndex } from './message-index.ts'
import { Names } from './names.ts'
import { ReadMarkerTable } from './read-marker-table.ts'
import { RelationTables } from './relation-tables.ts'
import { RoomTable } from './room-table.ts'
import { WebhookDeliveryTable } from './webhook-delivery-table.ts'
import { WebhookTable } from './webhook-table.ts'

/** Chat's tables over one open database. */
export class ChatStore {
  readonly db: Database
  readonly events: EventTable
  readonly rooms: RoomTable
  readonly members: MemberTable
  readonly relations: RelationTables
  readonly markers: ReadMarkerTable
  readonly index: MessageIndex
  readonly bots: BotTable
  readonly webhooks: WebhookTable
  readonly deliveries: WebhookDeliveryTable
  readonly users: Names
  readonly roomNames: Names
  readonly types: Names
  readonly #begin: Statement
  readonly #version: Statement<[], number>
  readonly #end: Statement

  /** @param index where another than the database's own is to be told what messages say */
  constructor(db: Database, index = new MessageIndex(db)) {
    this.db = db
    this.events = new EventTable(db)
    this.rooms = new RoomTable(db)
    this.members = new MemberTable(db)
    this.relations = new RelationTables(db)
    this.markers = new ReadMarkerTable(db)
    this.index = index
    this.bots = new BotTable(db)
    this.webhooks = new WebhookTable(db)
    this.deliveries = new WebhookDeliveryTable(db)
    this.users = new Names(db, 'user')
    this.roomNames = new Names(db, 'room')
    this.types = new Names(db, 'type')
    this.#version = db.prepare<[], number>('PRAGMA data_version').pluck()
    this.#begin = db.prepare('BEGIN')
    this.#end = db.prepare('COMMIT')
  }

  /** Does many reads at one moment of the log: each by itself would lock and unlock the file. */
  reading<T>(work: () => T): T {
    if (this.db.inTransaction) return work()
    this.#begin.run()
    try {
      return work()
    } finally {
      this.#end.run()
    }
  }

  /** Another number whenever another connection has written. */
  dataVersion(): number {
    return this.#version.get() ?? 0
  }

  /** Drops the names that are remembered, after others may have written. */
  forgetNames(): void {
    for (const names of [this.users, this.roomNames, this.types]) names.forget()
  }

  /** The log's epoch. A restore deletes the row; the next start begins a new epoch. */
  epoch(fresh: () => string, now: number): string {
    const found = this.db.prepare('SELECT epoch FROM log_epoch').get() as { epoch: string } | undefined
    if (found !== undefined) return found.epoch
    const epoch = fresh()
    this.db.prepare('INSERT INTO log_epoch (only_row, epoch, began_ts) VALUES (1, ?, ?)').run(epoch, now)
    return epoch
  }
}
