import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import { BackupPlace } from './backup-place.ts'
import { type BackupSource, createBackup, type DataService } from './create-backup.ts'

const history = 'CREATE TABLE schema_migration (version INTEGER PRIMARY KEY); INSERT INTO schema_migration VALUES (1);'
const schemas: Record<DataService, string> = {
  auth: `${history} CREATE TABLE user (user_id TEXT PRIMARY KEY); INSERT INTO user VALUES ('ann');`,
  chat: `${history} CREATE TABLE log_epoch (epoch TEXT); INSERT INTO log_epoch VALUES ('first');
    CREATE TABLE event (seq INTEGER PRIMARY KEY, content TEXT); INSERT INTO event VALUES (1, 'hello'), (2, 'again');`,
  media: `${history} CREATE TABLE media (blob_class TEXT, sha256 TEXT, deleted_ts INTEGER);
    CREATE TABLE thumbnail (blob_class TEXT, sha256 TEXT);`,
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The data of a stack as small as it can be, with real databases, and a source over it that can be tampered with. */
export class SmallStack implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), 'bartab-backup-'))
  readonly place = new BackupPlace(join(this.home, 'backups'))
  now = Date.UTC(2026, 0, 31, 18, 5)
  readonly source: BackupSource

  constructor() {
    for (const [service, schema] of Object.entries(schemas)) this.sql(service as DataService, schema)
    this.write('auth', 'secrets/pepper', 'pepper')
    this.source = {
      snapshot: async (service) => {
        this.sql(service, `VACUUM INTO '${this.path(service, 'copy.sqlite')}'`)
        const bytes = readFileSync(this.path(service, 'copy.sqlite'))
        return { path: 'copy.sqlite', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
      },
      dropSnapshots: async (service) => rmSync(this.path(service, 'copy.sqlite'), { force: true }),
      files: (service, path) => this.#files(service, path),
    }
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

  write(service: DataService, path: string, text: string): void {
    mkdirSync(dirname(this.path(service, path)), { recursive: true })
    writeFileSync(this.path(service, path), text)
  }

  /** Uploads a file: its blob, and the row that names it. Answers the blob's path. */
  upload(text: string): string {
    const hash = sha256(text)
    const path = `blobs/public/${hash.slice(0, 2)}/${hash}`
    this.write('media', path, text)
    this.sql('media', `INSERT INTO media VALUES ('public', '${hash}', NULL)`)
    return path
  }

  backup(source: Partial<BackupSource> = {}) {
    return createBackup({
      source: { ...this.source, ...source },
      place: this.place,
      stack: 'small',
      version: '0.1.0',
      clock: () => this.now,
      signal: new AbortController().signal,
    })
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
