import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { BackupFault } from './backup-fault.ts'
import { syncPath } from './stored-file.ts'

/** What a backup consists of: `manifest.json`, beside `manifest.sha256` which guards it. */
export const BackupManifest = Type.Object({
  schema: Type.Literal(1),
  /** When the snapshot began, milliseconds since the epoch. */
  created_ts: Type.Integer(),
  stack: Type.String(),
  /** The release that made it. */
  version: Type.String(),
  /** Where the chat log stood: the epoch, and the seq of its last event. */
  log: Type.Object({ epoch: Type.String(), head: Type.Integer() }),
  /** How many migrations each database had seen. */
  migrations: Type.Record(Type.String(), Type.Integer()),
  /** What was already missing or damaged in the data when the backup was made. */
  warnings: Type.Array(Type.String()),
  files: Type.Array(Type.Object({ path: Type.String(), size: Type.Integer(), sha256: Type.String() })),
})
export type BackupManifest = Static<typeof BackupManifest>
export type ManifestFile = BackupManifest['files'][number]

const manifestName = 'manifest.json'
const guardName = 'manifest.sha256'
/** The files of a backup that its manifest does not list. */
export const manifestFiles: readonly string[] = [manifestName, guardName]

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`
  await writeFile(join(folder, manifestName), text, { mode: 0o600 })
  await writeFile(join(folder, guardName), `${sha256(text)}  ${manifestName}\n`, { mode: 0o600 })
  for (const name of manifestFiles) await syncPath(join(folder, name))
}

/** @throws {BackupFault} NO_BACKUP where there is none, MANIFEST_DAMAGED where it is not what was written. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const [text, guard] = await Promise.all(manifestFiles.map((name) => readText(join(folder, name))))
  if (text === undefined) throw new BackupFault('NO_BACKUP', `${folder} holds no backup`, `it has no ${manifestName}`)
  if (guard?.split(' ')[0] !== sha256(text)) {
    throw new BackupFault(
      'MANIFEST_DAMAGED',
      `the manifest of ${folder} is damaged`,
      `${manifestName} does not have the SHA-256 that ${guardName} gives`,
    )
  }
  const manifest: unknown = JSON.parse(text)
  if (Value.Check(BackupManifest, manifest)) return manifest
  throw new BackupFault(
    'MANIFEST_UNKNOWN',
    `the manifest of ${folder} has another form`,
    'a newer release may have made it',
  )
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
