import { collectYoung } from '@bartab/kit'

/** Bytes between two sweeps: at full speed some thirty a second, each well under a millisecond. */
const everyBytes = 16 << 20
let waiting = 0

/**
 * Counts bytes of bodies that have been dealt with, and collects the young generation from time to time. Node hands a
 * body over in pieces of 64 KB, which are garbage at once; left alone they pile up to some 60 MB before they go.
 */
export function countGarbage(bytes: number): void {
  waiting += bytes
  if (waiting < everyBytes) return
  waiting = 0
  collectYoung()
}
