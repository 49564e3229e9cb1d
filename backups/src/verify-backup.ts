import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BackupManifest, type ManifestFile, manifestFiles, readManifest } from './manifest.ts'
import { digestOf } from './stored-file.ts'

export interface FileFault {
  path: string
  fault: 'missing' | 'other size' | 'other content' | 'not in the manifest'
  detail: string
}

export interface Verification {
  manifest: BackupManifest
  faults: FileFault[]
}

/**
 * Reads every byte of a backup again.
 *
 * @throws {BackupFault} where there is no manifest to hold it against.
 */
export async function verifyBackup(folder: string, onFile?: (file: ManifestFile) => void): Promise<Verification> {
  const manifest = await readManifest(folder)
  const faults: FileFault[] = []
  for (const file of manifest.files) {
    onFile?.(file)
    const fault = await faultOf(folder, file)
    if (fault !== undefined) faults.push(fault)
  }
  return { manifest, faults: [...faults, ...strangers(folder, manifest)] }
}

async function faultOf(folder: string, { path, size, sha256 }: ManifestFile): Promise<FileFault | undefined> {
  const file = join(folder, path)
  if (!existsSync(file)) return { path, fault: 'missing', detail: `${size} bytes are not there` }
  const found = await digestOf(createReadStream(file))
  if (found.size !== size) return { path, fault: 'other size', detail: `${found.size} bytes in place of ${size}` }
  if (found.sha256 === sha256) return undefined
  return { path, fault: 'other content', detail: `SHA-256 ${found.sha256} in place of ${sha256}` }
}

function strangers(folder: string, { files }: BackupManifest): FileFault[] {
  const known = new Set([...files.map(({ path }) => path), ...manifestFiles])
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !known.has(path))
    .map((path) => ({ path, fault: 'not in the manifest', detail: 'nobody knows where it came from' }))
}
