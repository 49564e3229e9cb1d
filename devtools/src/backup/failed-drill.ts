import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isBucket, newestFirst } from '@bartab/backups'

/** A backup that a drill could not restore. Times are milliseconds since the epoch. */
export interface FailedDrill {
  name: string
  /** Where that backup lies. Earlier releases did not write it. */
  place?: string
  ts: number
  checks: string[]
}

/** Its folder, or the same in a bucket. */
export const snapshotOf = ({ name, place }: FailedDrill): string | undefined =>
  place === undefined ? undefined : `${place}/snapshots/${name}`

/** A newer backup that is proved makes up for it, wherever that one lies; and so does the same one, mended in its place. */
export function isMadeUpFor(failed: FailedDrill, proved: { name: string; place: string }): boolean {
  if (failed.name !== proved.name) return newestFirst(proved.name, failed.name) < 0
  return failed.place === undefined || failed.place === proved.place
}

/** What was removed restores nothing and endangers nobody. A bucket is not asked, and a disk that is not there says nothing. */
export function wasRemoved({ name, place }: FailedDrill): boolean {
  if (place === undefined || isBucket(place) || !existsSync(place)) return false
  return !existsSync(join(place, 'snapshots', name))
}
