import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { BackupSource, DataService } from './backup-source.ts'
import { createBackup } from './create-backup.ts'
import type { BackupIndex } from './manifest.ts'
import { OpenBackup } from './open-backup.ts'
import { Repository } from './repository.ts'
import { AgeKeys, AgeSeal, newAgeKey } from './seals/age-seal.ts'
import { plainSeal, type Seal } from './seals/seal.ts'
import type { BackupStore } from './stores/backup-store.ts'
import { DirectoryStore } from './stores/directory-store.ts'

const history = 'CREATE TABLE schema_migration (version INTEGER PRIMARY KEY); INSERT INTO schema_migration VALUES (1);'
const schemas: Record<DataService, string> = {
  auth: `${history} CREATE TABLE user (user_id TEXT PRIMARY KEY); INSERT INTO user VALUES ('ann');`,
  chat: `${history} CREATE TABLE log_epoch (epoch TEXT); INSERT INTO log_epoch VALUES ('first');
    CREATE TABLE user_name (user_no INTEGER PRIMARY KEY, user_id TEXT); INSERT INTO user_name VALUES (1, 'ann');
    CREATE TABLE member (room_no INTEGER, user_no INTEGER); INSERT INTO member VALUES (1, 1);
    CREATE TABLE event (seq INTEGER PRIMARY KEY, content TEXT); INSERT INTO event VALUES (1, 'hello'), (2, 'again');`,
  media: `${history} CREATE TABLE media (media_id TEXT, blob_class TEXT, sha256 TEXT, size INTEGER, deleted_ts INTEGER);
    CREATE TABLE thumbnail (blob_class TEXT, sha256 TEXT, size INTEGER);`,
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The keys that the small stack seals with: made once for all tests of a file. */
const { identity, recipient } = await newAgeKey()

/** The data of a stack as small as it can be, with real databases, and a source over it that can be tampered with. */
export class SmallStack implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), 'bartab-backup-'))
  readonly folder = join(this.home, 'backups')
  readonly repository = new Repository(new DirectoryStore(this.folder))
  readonly keys = new AgeKeys(identity, 'the test')
  readonly source: BackupSource
  readonly signal = new AbortController()
  now = Date.UTC(2026, 0, 31, 18, 5)
  seal: Seal = new AgeSeal([recipient], Buffer.from('naming'))

  constructor() {
    for (const [service, schema] of Object.entries(schemas)) this.sql(service as DataService, schema)
    this.write('auth', 'secrets/pepper', 'pepper')
    this.write('auth', 'secrets/signing-keys.key', 'key')
    this.source = {
      measure: async () => ({ database: 1000, files: 1000 }),
      snapshot: async (service) => {
        rmSync(this.path(service, 'copy.sqlite'), { force: true })
        this.sql(service, `VACUUM INTO '${this.path(service, 'copy.sqlite')}'`)
        const bytes = readFileSync(this.path(service, 'copy.sqlite'))
        return { path: 'copy.sqlite', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
      },
      query: async <Row>(service: DataService, copy: string, sql: string) => {
        const database = new Sqlite(this.path(service, copy), { readonly: true })
        const rows = database.prepare(sql).all() as Row[]
        database.close()
        return rows
      },
      dropSnapshots: async (service) => rmSync(this.path(service, 'copy.sqlite'), { force: true }),
      files: (service, path) => this.#files(service, path),
    }
  }

  plain(): this {
    this.seal = plainSeal
    return this
  }

  /** Sealed as with a passphrase. */
  locked(): this {
    this.seal = new AgeSeal([recipient], Buffer.from('naming'), { isLocked: true })
    return this
  }

  path(service: DataService, path: string): string {
    return join(this.home, 'data', service, path)
  }

  sql(service: DataService, sql: string): void {
    mkdirSync(this.path(service, ''), { recursive: true })
    const database = new Sqlite(this.path(service, `${service}.sqlite`))
    database.exec(sql)
    database.close()
  }

  write(service: DataService, path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(service, path)), { recursive: true })
    writeFileSync(this.path(service, path), text)
  }

  /** Uploads a file: its blob, and the row that names it. Answers the blob's path. */
  upload(text: string): string {
    const hash = sha256(text)
    const path = `blobs/public/${hash.slice(0, 2)}/${hash}`
    this.write('media', path, text)
    this.sql('media', `INSERT INTO media VALUES ('${hash.slice(0, 26)}', 'public', '${hash}', ${text.length}, NULL)`)
    return path
  }

  backup(source: Partial<BackupSource> = {}, store?: BackupStore) {
    return createBackup({
      source: { ...this.source, ...source },
      repository: store === undefined ? this.repository : new Repository(store),
      seal: this.seal,
      stack: 'small',
      version: '0.1.0',
      clock: () => this.now,
      signal: this.signal.signal,
    })
  }

  open(index: BackupIndex): Promise<OpenBackup> {
    return OpenBackup.open(this.repository, index, this.keys)
  }

  /** Everything that lies in the repository, by its path there. */
  stored(): string[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
      .sort()
  }

  /** Turns one bit of a stored object over; its size stays. */
  flip(object: string, position = -3): void {
    const file = join(this.folder, object)
    const at = position < 0 ? statSync(file).size + position : position
    const descriptor = openSync(file, 'r+')
    const byte = Buffer.alloc(1)
    readSync(descriptor, byte, 0, 1, at)
    writeSync(descriptor, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at)
    closeSync(descriptor)
  }

  async *#files(service: DataService, path: string) {
    const at = this.path(service, path)
    if (!existsSync(at)) return
    const names = statSync(at).isDirectory() ? await readdir(at, { recursive: true }) : ['']
    for (const file of names.map((name) => join(at, name)).filter((name) => statSync(name).isFile())) {
      const { size } = statSync(file)
      yield { path: relative(this.path(service, ''), file), size, mode: 0o600, content: createReadStream(file) }
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}
