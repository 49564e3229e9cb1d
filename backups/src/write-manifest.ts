import { Readable } from 'node:stream'
import type { BackupContents } from './backup-contents.ts'
import type { BackupIndex, BackupManifest } from './manifest.ts'
import type { ObjectWriter } from './object-writer.ts'
import { folderOf, type Repository } from './repository.ts'
import type { Seal } from './seals/seal.ts'

export interface CreatedBackup {
  index: BackupIndex
  manifest: BackupManifest
}

interface ManifestOptions {
  name: string
  stack: string
  version: string
  seal: Seal
  repository: Repository
  writer: ObjectWriter
  contents: BackupContents
}

export type Cut = Pick<BackupManifest, 'created_ts' | 'log' | 'migrations' | 'keys'>

/** Writes the manifest of a backup whose files are there. It exists once the index, which is answered, is published. */
export async function writeManifest(options: ManifestOptions, cut: Cut): Promise<CreatedBackup> {
  const { name, stack, version, seal, repository, writer, contents } = options
  const { files, warnings } = contents
  const manifest = { schema: 2, ...cut, stack, version, warnings, files } as const
  const lock = seal.isLocked ? await repository.lockedKeyNote() : undefined
  if (lock !== undefined) contents.noteObject(lock)
  const object = `${folderOf(name)}manifest.json${seal.suffix}`
  const text = Buffer.from(JSON.stringify(manifest))
  const { stored } = await writer.write(object, Readable.from([text]), text.length)
  contents.noteObject(stored)
  const index: BackupIndex = {
    ...{ schema: 2, name, stack, version, sealed: seal.kind, manifest: object },
    ...{ created_ts: cut.created_ts, log: cut.log, migrations: cut.migrations },
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    written: writer.written,
    objects: contents.objects,
  }
  return { index, manifest }
}
