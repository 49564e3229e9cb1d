import type { BlobKey, BlobStore } from '../blobs/blob-store.ts'
import type { Measured } from '../blobs/incoming.ts'

/** What is wrong with one blob. */
export interface BlobFault {
  /** Its access class and hash, as they stand in its path. */
  blob: string
  /** `damaged`: its content has another hash. `missing`: a file needs it and it is not there. */
  fault: 'damaged' | 'missing'
}

export interface Verification {
  blobs: number
  /** Bytes read. */
  bytes: number
  faults: BlobFault[]
  /** Blobs that nothing needs: left by a crash between two steps. They do no harm but take room. */
  spare: string[]
}

export interface VerifyDeps {
  blobs: Pick<BlobStore, 'list' | 'localFile'>
  measure(path: string): Promise<Measured>
  /** Every blob that an upload or a thumbnail needs now. */
  needed(): Iterable<BlobKey>
}

/** Reads every blob and compares it with its name. Files that come or go meanwhile are no faults. */
export async function verifyBlobs(deps: VerifyDeps): Promise<Verification> {
  const before = new Set(Iterator.from(deps.needed()).map(nameOf))
  const seen = new Set<string>()
  const verification: Verification = { blobs: 0, bytes: 0, faults: [], spare: [] }
  for await (const key of deps.blobs.list()) {
    seen.add(nameOf(key))
    await check(deps, key, verification)
  }
  const after = new Set(Iterator.from(deps.needed()).map(nameOf))
  for (const blob of before)
    if (!seen.has(blob) && after.has(blob)) verification.faults.push({ blob, fault: 'missing' })
  for (const blob of seen) if (!before.has(blob) && !after.has(blob)) verification.spare.push(blob)
  return verification
}

async function check({ blobs, measure }: VerifyDeps, key: BlobKey, verification: Verification): Promise<void> {
  await using file = await blobs.localFile(key)
  if (file === undefined) return
  const measured = await measure(file.path).catch(unlessGone)
  if (measured === undefined) return
  verification.blobs++
  verification.bytes += measured.size
  if (measured.sha256 !== key.sha256) verification.faults.push({ blob: nameOf(key), fault: 'damaged' })
}

const nameOf = ({ accessClass, sha256 }: BlobKey): string => `${accessClass}/${sha256}`

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
