import { existsSync } from 'node:fs'
import { join } from 'node:path'

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

/** What was removed restores nothing and endangers nobody. A bucket, or a disk that is not there, says nothing. */
export function wasRemoved({ name, place }: FailedDrill): boolean {
  if (place === undefined || !existsSync(place)) return false
  return !existsSync(join(place, 'snapshots', name))
}
