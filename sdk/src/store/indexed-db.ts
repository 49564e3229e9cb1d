/** The parts of IndexedDB that the store uses: the SDK is compiled without a browser's types. */
export interface IndexedDb {
  open(name: string, version: number): OpenRequest
}

interface Request<T> {
  readonly result: T
  readonly error: unknown
  addEventListener(type: 'success' | 'error', listener: () => void): void
}

interface OpenRequest extends Omit<Request<Database>, 'addEventListener'> {
  addEventListener(type: 'success' | 'error' | 'upgradeneeded', listener: () => void): void
}

export interface Database {
  createObjectStore(name: string): unknown
  transaction(name: string, mode: 'readonly' | 'readwrite'): Transaction
  close(): void
  addEventListener(type: 'versionchange' | 'close', listener: () => void): void
}

interface Transaction {
  readonly error: unknown
  objectStore(name: string): ObjectStore
  addEventListener(type: 'complete' | 'error' | 'abort', listener: () => void): void
}

export interface ObjectStore {
  get(key: string): Request<unknown>
  put(value: string, key: string): Request<unknown>
  delete(key: string): Request<unknown>
}
