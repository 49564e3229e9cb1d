import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { BackupFault } from './backup-fault.ts'

const ObjectNote = Type.Object({
  /** Where it lies in the repository. */
  name: Type.String(),
  size: Type.Integer(),
  /** Of the bytes as they are stored, hex. */
  sha256: Type.String(),
})
/** An object of a repository, and what its bytes must be. */
export type ObjectNote = Static<typeof ObjectNote>

/**
 * What anybody who sees the repository may know of a backup: enough to list it, and to read every byte of it again
 * without a key. It is written last: a backup is there once its index is.
 */
export const BackupIndex = Type.Object({
  schema: Type.Literal(2),
  name: Type.String(),
  stack: Type.String(),
  /** The release that made it. */
  version: Type.String(),
  /** When the cut was taken, milliseconds since the epoch. */
  created_ts: Type.Integer(),
  sealed: Type.Union([Type.Literal('age'), Type.Literal('plain')]),
  /** Where the chat log stood: the epoch, and the seq of its last event. */
  log: Type.Object({ epoch: Type.String(), head: Type.Integer() }),
  /** How many migrations each database had seen. */
  migrations: Type.Record(Type.String(), Type.Integer()),
  /** The files in it, and their bytes before they were sealed. */
  files: Type.Integer(),
  bytes: Type.Integer(),
  /** What of it was written anew, in bytes as stored; the rest was in the repository. */
  written: Type.Integer(),
  /** The object that holds the manifest. */
  manifest: Type.String(),
  objects: Type.Array(ObjectNote),
})
export type BackupIndex = Static<typeof BackupIndex>

const ManifestFile = Type.Object({
  /** The service and the path within its data. */
  path: Type.String(),
  size: Type.Integer(),
  /** Of the file itself, hex. */
  sha256: Type.String(),
  /** The object that holds it. */
  object: Type.String(),
})
export type ManifestFile = Static<typeof ManifestFile>

/** What a backup consists of, sealed like its files. */
export const BackupManifest = Type.Object({
  schema: Type.Literal(2),
  created_ts: Type.Integer(),
  stack: Type.String(),
  version: Type.String(),
  log: Type.Object({ epoch: Type.String(), head: Type.Integer() }),
  migrations: Type.Record(Type.String(), Type.Integer()),
  /** The secrets in it, without which the rest would be of no use. */
  keys: Type.Array(Type.String()),
  /** What was already missing or damaged in the data when the backup was made. */
  warnings: Type.Array(Type.String()),
  files: Type.Array(ManifestFile),
})
export type BackupManifest = Static<typeof BackupManifest>

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The SHA-256 of what an index says, and with it of every object that its backup consists of. */
export const indexDigest = (index: BackupIndex): string => digest(index)

/** The index as it is stored, with its own SHA-256 beside it. */
export const indexText = (index: BackupIndex): string => `${JSON.stringify({ sha256: indexDigest(index), index })}\n`

/** @throws {BackupFault} INDEX_DAMAGED, or BACKUP_NEWER where another release made it. */
export function parseIndex(text: string, where: string): BackupIndex {
  const { sha256, index } = json(text) as { sha256?: string; index?: { schema?: number; version?: string } }
  if (index === undefined || sha256 !== digest(index)) {
    throw new BackupFault(
      'INDEX_DAMAGED',
      `the index of ${where} is damaged`,
      'index.json does not have the SHA-256 that it gives',
      'use another backup, or bring index.json from a copy of this one in another place; to give it up, remove its folder',
    )
  }
  if (Value.Check(BackupIndex, index)) return index
  throw newer(where, `its index has the form ${index.schema}, made by ${index.version}`)
}

/** @throws {BackupFault} BACKUP_NEWER where it has a form that this release does not know. */
export function parseManifest(text: string, where: string): BackupManifest {
  const manifest = json(text)
  if (Value.Check(BackupManifest, manifest)) return manifest
  throw newer(where, 'its manifest has another form')
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

const newer = (where: string, evidence: string): BackupFault =>
  new BackupFault('BACKUP_NEWER', `${where} is of another release`, evidence, 'update this repository, then try again')
