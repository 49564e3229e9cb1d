import type { Database, Statement } from 'better-sqlite3'

/** Names that the log uses, each kept once in a table and known by a small integer. */
export class Names {
  readonly #find: Statement<[string], { no: number }>
  readonly #read: Statement<[number], { name: string }>
  readonly #add: Statement<[string]>
  readonly #numbers = new Map<string, number>()
  readonly #names = new Map<number, string>()

  constructor(db: Database, kind: 'user' | 'room' | 'type') {
    const [table, no, name] =
      kind === 'type' ? ['type_name', 'type_no', 'type'] : [`${kind}_name`, `${kind}_no`, `${kind}_id`]
    this.#find = db.prepare(`SELECT ${no} AS no FROM ${table} WHERE ${name} = ?`)
    this.#read = db.prepare(`SELECT ${name} AS name FROM ${table} WHERE ${no} = ?`)
    this.#add = db.prepare(`INSERT INTO ${table} (${name}) VALUES (?)`)
  }

  find(name: string): number | undefined {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const row = this.#find.get(name)
    if (row !== undefined) this.#remember(name, row.no)
    return row?.no
  }

  /** The number of a name, given to it now if it has none. Only inside a transaction. */
  intern(name: string): number {
    return this.find(name) ?? Number(this.#add.run(name).lastInsertRowid)
  }

  name(no: number): string {
    const known = this.#names.get(no)
    if (known !== undefined) return known
    const row = this.#read.get(no)
    if (row === undefined) throw new Error(`the log names number ${no}, which has no name`)
    this.#remember(row.name, no)
    return row.name
  }

  #remember(name: string, no: number): void {
    if (this.#numbers.size >= capacity) this.forget()
    this.#numbers.set(name, no)
    this.#names.set(no, name)
  }

  /** Drops what is remembered, after a transaction was taken back. */
  forget(): void {
    this.#numbers.clear()
    this.#names.clear()
  }
}

const capacity = 100_000
