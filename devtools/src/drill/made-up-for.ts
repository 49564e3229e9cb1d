import { newestFirst } from '@bartab/backups'
import type { FailedDrill } from '../backup/failed-drill.ts'

/** A newer backup that is proved makes up for it, wherever that one lies; and so does the same one, mended in its place. */
export function isMadeUpFor(failed: FailedDrill, proved: { name: string; place: string }): boolean {
  if (failed.name !== proved.name) return newestFirst(proved.name, failed.name) < 0
  return failed.place === undefined || failed.place === proved.place
}
