import type { FileDigest, StoredFile } from './stored-file.ts'

/** The services that keep data, in the order in which they are cut: what a message names is cut after it. */
export const dataServices = ['chat', 'media', 'auth'] as const
export type DataService = (typeof dataServices)[number]

/** A copy of a service's database inside its own data, as it was at one moment. */
export type DatabaseCopy = FileDigest & { path: string }

/** A running stack, as a backup sees it. */
export interface BackupSource {
  /** What there is to copy, in bytes: the database, and the files beside it. */
  measure(service: DataService): Promise<{ database: number; files: number }>
  snapshot(service: DataService): Promise<DatabaseCopy>
  /** Asks such a copy. */
  query<Row>(service: DataService, copy: string, sql: string): Promise<Row[]>
  /** Removes the copies. */
  dropSnapshots(service: DataService): Promise<void>
  /** The files at or below a path of a service's data, one after the other; none where the path is not there. */
  files(service: DataService, path: string): AsyncIterable<StoredFile>
}
