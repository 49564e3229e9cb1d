import type { Replica } from './replica.ts'

type Candidate = Pick<Replica, 'origin' | 'health' | 'inFlight'>

/** How much busier than the least busy one a key's own replica may be, before another is taken. */
const allowance = (least: number) => Math.ceil(least * 1.25) + 2

/**
 * The replica for a request: of those that are ready the least busy; for a key (such as a room) its own one, so that
 * what it has at hand serves again, as long as that is not much busier. Where none is ready, one that at least answers.
 * Undefined where none does. One that failed this request before is taken last.
 */
export function chooseReplica<T extends Candidate>(replicas: readonly T[], key?: string, failed?: T): T | undefined {
  const able = candidates(replicas, failed)
  if (able.length < 2) return able[0]
  const leastBusy = able.reduce((least, each) => (each.inFlight < least.inFlight ? each : least))
  if (key === undefined) return leastBusy
  const own = able.reduce((best, each) => (weight(each.origin, key) > weight(best.origin, key) ? each : best))
  return own.inFlight <= allowance(leastBusy.inFlight) ? own : leastBusy
}

function candidates<T extends Candidate>(replicas: readonly T[], failed: T | undefined): readonly T[] {
  const [first] = replicas
  if (replicas.length === 1) return first?.health === 'away' ? [] : replicas
  const ready = replicas.filter((replica) => replica.health === 'ready' && replica !== failed)
  if (ready.length > 0) return ready
  return replicas.filter(({ health }) => health !== 'away')
}

/** Rendezvous hashing (FNV-1a): when a replica comes or goes, only its own keys move. */
function weight(origin: string, key: string): number {
  let hash = 0x811c9dc5
  const text = `${key}@${origin}`
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 16
  return Math.imul(hash, 0x85ebca6b) >>> 0
}
