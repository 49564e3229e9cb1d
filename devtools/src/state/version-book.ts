import { join } from 'node:path'
import { readJson, writeJson } from './json-file.ts'
import type { StackFolder } from './stack-folder.ts'

/** What a service was told to run by `deploy` or `rollback`, in place of what this repository holds. */
export interface Pin {
  /** An image's name or id, on the docker driver. */
  image?: string
  /** Another checkout of the repository, on the process driver. */
  folder?: string
}

/** A version of a service that was seen to be well. */
export interface HealthyVersion {
  /** An image's id; or the state of the source files. */
  id: string
  /** What a person calls it: the image's name, or the folder. */
  name: string
  /** Brings it back. */
  pin: Pin
  /** When it was first seen to be well. */
  ts: number
}

interface VersionBook {
  schema: 1
  pins: Record<string, Pin>
  healthy: Record<string, HealthyVersion[]>
}

const kept = 10
const bookFile = (folder: StackFolder): string => join(folder.path, 'versions.json')

function read(folder: StackFolder): VersionBook {
  return readJson<VersionBook>(bookFile(folder)) ?? { schema: 1, pins: {}, healthy: {} }
}

export const readPins = (folder: StackFolder): Readonly<Record<string, Pin>> => read(folder).pins

/** Absent: the service runs what this repository holds. */
export function writePin(folder: StackFolder, service: string, pin: Pin | undefined): void {
  const book = read(folder)
  const { [service]: _, ...others } = book.pins
  writeJson(bookFile(folder), { ...book, pins: pin === undefined ? others : { ...others, [service]: pin } })
}

/** The versions of a service that were well, the last first. */
export const healthyVersions = (folder: StackFolder, service: string): readonly HealthyVersion[] =>
  read(folder).healthy[service] ?? []

/** Remembers versions that are well now. Writes nothing where all of them are known as the last. */
export function noteHealthy(folder: StackFolder, versions: ReadonlyMap<string, HealthyVersion>): void {
  const book = read(folder)
  const news = [...versions].filter(([service, { id }]) => book.healthy[service]?.[0]?.id !== id)
  if (news.length === 0) return
  const healthy = news.map(([service, version]) => {
    const others = (book.healthy[service] ?? []).filter(({ id }) => id !== version.id)
    return [service, [version, ...others].slice(0, kept)] as const
  })
  writeJson(bookFile(folder), { ...book, healthy: { ...book.healthy, ...Object.fromEntries(healthy) } })
}
