import type { Desired } from '../plan/desired.ts'
import type { Observed } from '../plan/observed.ts'
import type { HealthyVersion } from '../state/version-book.ts'

/** The versions of the servers that answer as ready, out of what was wanted and what is there. */
export function healthyNow(desired: Desired, observed: Observed, now: number): Map<string, HealthyVersion> {
  const isReady = (name: string) => observed.services.some((seen) => seen.name === name && seen.health === 'ready')
  return new Map([...inPlace(desired, observed, now)].filter(([name]) => isReady(name)))
}

/** The versions of the servers that are there as they were wanted, well or not. */
export function inPlace(desired: Desired, observed: Observed, now: number): Map<string, HealthyVersion> {
  const versions = new Map<string, HealthyVersion>()
  for (const { name, role, hash, launch } of desired.services) {
    const seen = observed.services.find((service) => service.name === name)
    if (role !== 'server' || seen?.hash !== hash) continue
    if (launch.kind === 'process') {
      const pin = { folder: launch.cwd }
      versions.set(name, { id: `${launch.cwd} ${launch.sources}`, name: launch.cwd, pin, ts: now })
    } else if (seen.imageId !== undefined) {
      versions.set(name, { id: seen.imageId, name: seen.image ?? launch.image, pin: { image: seen.imageId }, ts: now })
    }
  }
  return versions
}
