import type { Readable } from 'node:stream'

export interface StoredObject {
  name: string
  /** In bytes. */
  size: number
}

/** Where backups lie: a folder, or a bucket. Objects are named by paths with slashes. One contract suite holds all. */
export interface BackupStore {
  /** For people: the folder, or `s3://bucket/prefix`. */
  readonly where: string
  /** How many bytes can still be written; nothing where no bound is known. */
  room(): Promise<number | undefined>
  /** The objects whose names begin so, in no order. What is half written is not among them. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** @throws {BackupFault} OBJECT_MISSING */
  read(name: string): Promise<Readable>
  /** Streams an object in. It is durable and whole under its name when this resolves, or it is not there. */
  write(name: string, content: Readable): Promise<void>
  /** What is not there is no failure. */
  remove(name: string): Promise<void>
  /** Removes what writes that were killed left behind. */
  sweep(): Promise<void>
}
