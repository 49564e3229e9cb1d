import { Problem } from '@bartab/sdk/problems'
import type { Database, Statement } from 'better-sqlite3'

/** What shares the transaction: told when it begins, when one write is taken back, when all are on disk, and when none is. */
export interface Journal {
  begun(): void
  mark(): void
  rewind(): void
  committed(): void
  abandoned(): void
}

interface Write {
  work: () => unknown
  resolve: (value: unknown) => void
  reject: (reason: unknown) => void
}

type Outcome = { write: Write; value: unknown } | { write: Write; error: unknown }

/** Writes in one transaction, at most; the rest of a burst follows in the next turn. */
const largestBatch = 512

/**
 * Writes that arrive in one turn of the event loop share one transaction.
 * Each is answered only when the transaction is on disk, and fails alone: when one fails half done, the transaction is
 * taken back and done again with a savepoint around each write. That is rare, and savepoints cost a good part of a write.
 */
export class GroupCommit {
  readonly #db: Database
  readonly #journal: Journal
  readonly #statements: Record<'begin' | 'commit' | 'rollback' | 'mark' | 'keep' | 'undo', Statement>
  /** How many rows were changed so far. */
  readonly #changes: Statement<[], number>
  #queue: Write[] = []
  #scheduled = false
  /** Transactions and writes so far. */
  readonly counts = { transactions: 0, writes: 0 }

  constructor(db: Database, journal: Journal) {
    this.#db = db
    this.#journal = journal
    this.#changes = db.prepare<[], number>('SELECT total_changes()').pluck()
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
      mark: db.prepare('SAVEPOINT one_write'),
      keep: db.prepare('RELEASE one_write'),
      undo: db.prepare('ROLLBACK TO one_write'),
    }
  }

  /** Runs `work` in the next shared transaction; settles when that is on disk. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#schedule()
    })
  }

  /** Commits what is waiting, now. For the end of the process. */
  flush(): void {
    while (this.#queue.length > 0) this.#commit()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commit()
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  #commit(): void {
    const batch = this.#queue.splice(0, largestBatch)
    if (batch.length === 0) return
    const outcomes = this.#transaction(batch)
    for (const outcome of outcomes) settle(outcome)
  }

  #transaction(batch: Write[]): Outcome[] {
    try {
      return this.#begunAndCommitted(() => batch.map((write) => this.#attempt(write)))
    } catch {
      this.#takeBack()
    }
    try {
      return this.#begunAndCommitted(() => batch.map((write) => this.#guarded(write)))
    } catch (cause) {
      this.#takeBack()
      const error = storageProblem(cause)
      return batch.map((write) => ({ write, error }))
    }
  }

  /** @throws when a write fails half done */
  #attempt(write: Write): Outcome {
    const before = this.#changes.get()
    try {
      return { write, value: write.work() }
    } catch (error) {
      const isWhole = error instanceof Problem && this.#changes.get() === before
      if (isWhole) return { write, error }
      throw error
    }
  }

  #begunAndCommitted(perform: () => Outcome[]): Outcome[] {
    this.#statements.begin.run()
    this.#journal.begun()
    const outcomes = perform()
    this.#statements.commit.run()
    this.#count(outcomes)
    this.#journal.committed()
    return outcomes
  }

  #takeBack(): void {
    if (this.#db.inTransaction) this.#statements.rollback.run()
    this.#journal.abandoned()
  }

  #guarded(write: Write): Outcome {
    this.#statements.mark.run()
    this.#journal.mark()
    try {
      const value = write.work()
      this.#statements.keep.run()
      return { write, value }
    } catch (error) {
      if (!this.#db.inTransaction) throw error
      this.#statements.undo.run()
      this.#statements.keep.run()
      this.#journal.rewind()
      return { write, error: storageProblem(error) }
    }
  }

  #count(outcomes: Outcome[]): void {
    this.counts.transactions += 1
    this.counts.writes += outcomes.length
  }
}

function settle(outcome: Outcome): void {
  if ('error' in outcome) outcome.write.reject(outcome.error)
  else outcome.write.resolve(outcome.value)
}

const noRoom = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE'])

function storageProblem(error: unknown): unknown {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && noRoom.has(code) ? new Problem('STORAGE_FULL', { cause: error }) : error
}
