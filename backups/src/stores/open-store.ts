import { resolve } from 'node:path'
import { BackupFault } from '../backup-fault.ts'
import type { BackupStore } from './backup-store.ts'
import { DirectoryStore } from './directory-store.ts'

/** Whether a place is a bucket, by how it is written. */
export const isBucket = (place: string): boolean => place.startsWith('s3://')

/**
 * The store at a place: a folder, or `s3://bucket/prefix?endpoint=http://…&region=…`. The client for S3 is loaded only
 * where it is needed.
 *
 * @throws {BackupFault} PLACE_INVALID
 */
export async function openStore(place: string, cwd: string): Promise<BackupStore> {
  if (!isBucket(place)) return new DirectoryStore(resolve(cwd, place))
  const url = URL.canParse(place) ? new URL(place) : undefined
  if (!url?.hostname) throw invalid(place)
  const { BucketStore } = await import('./bucket-store.ts')
  return new BucketStore({
    bucket: url.hostname,
    prefix: url.pathname.replaceAll(/^\/|\/$/g, ''),
    endpoint: url.searchParams.get('endpoint') ?? undefined,
    region: url.searchParams.get('region') ?? undefined,
  })
}

const invalid = (place: string): BackupFault =>
  new BackupFault(
    'PLACE_INVALID',
    `${place} names no bucket`,
    'a bucket is written s3://NAME, with a path where it is to hold more than backups',
    's3://my-chat/backups, or for other storage s3://my-chat?endpoint=https://storage.example.org',
  )
