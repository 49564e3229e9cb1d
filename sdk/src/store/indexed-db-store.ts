import type { Database, IndexedDb, ObjectStore } from './indexed-db.ts'
import type { LocalStore } from './local-store.ts'

const table = 'texts'

/** Texts in a database of the browser's, which all tabs of one origin share. */
export class IndexedDbStore implements LocalStore {
  readonly #name: string
  readonly #factory: IndexedDb | undefined
  #opened: Promise<Database> | undefined

  /** @param name of the database. Default `bartab`. */
  constructor(name = 'bartab', factory: IndexedDb | undefined = (globalThis as { indexedDB?: IndexedDb }).indexedDB) {
    this.#name = name
    this.#factory = factory
  }

  async read(key: string): Promise<string | undefined> {
    return (await this.#run('readonly', (texts) => texts.get(key))) as string | undefined
  }

  async write(key: string, text: string): Promise<void> {
    await this.#run('readwrite', (texts) => texts.put(text, key))
  }

  async remove(key: string): Promise<void> {
    await this.#run('readwrite', (texts) => texts.delete(key))
  }

  /** What the request gave, once its transaction has lasted. */
  async #run(mode: 'readonly' | 'readwrite', ask: (texts: ObjectStore) => { result: unknown }): Promise<unknown> {
    this.#opened ??= this.#open()
    const transaction = (await this.#opened).transaction(table, mode)
    const lasting = Promise.withResolvers<void>()
    transaction.addEventListener('complete', lasting.resolve)
    for (const type of ['error', 'abort'] as const)
      transaction.addEventListener(type, () => lasting.reject(transaction.error))
    const request = ask(transaction.objectStore(table))
    await lasting.promise
    return request.result
  }

  async #open(): Promise<Database> {
    if (!this.#factory) throw new TypeError('there is no IndexedDB here: use FileStore or MemoryStore')
    const request = this.#factory.open(this.#name, 1)
    const opened = Promise.withResolvers<void>()
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(table))
    request.addEventListener('success', opened.resolve)
    request.addEventListener('error', () => opened.reject(request.error))
    await opened.promise.catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#kept(request.result)
  }

  /** Another tab that changes or deletes the database is not held up; the next call opens it anew. */
  #kept(database: Database): Database {
    const forget = () => {
      this.#opened = undefined
      database.close()
    }
    database.addEventListener('versionchange', forget)
    database.addEventListener('close', forget)
    return database
  }
}
