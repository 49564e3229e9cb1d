import type { DriverKind } from '../cli/context.ts'
import { readJson, writeJson } from './json-file.ts'
import type { StackFolder } from './stack-folder.ts'

/** What is remembered of a stack between commands. Holds no secret. */
export interface StackRecord {
  schema: 1
  name: string
  driver: DriverKind
  /** Where the gateway was last published. */
  address: string
  port: number
  url: string
  /** The public URL. Absent in records of versions that did not keep it. */
  issuer?: string
  dataDir?: string
  /** The machine that it is on, as `ssh://user@host`. Absent: this one. */
  host?: string
  /** Which volumes hold the data, where a restore made new ones. */
  generation?: string
  /** A restore has put other data in place, and access tokens from before it are not dead yet. */
  oldTokens?: true
  createdTs: number
  /** The version that last brought it up. */
  version: string
}

export function readStackRecord(folder: StackFolder): StackRecord | undefined {
  return readJson<StackRecord>(folder.record)
}

export function writeStackRecord(folder: StackFolder, record: StackRecord): void {
  writeJson(folder.record, record)
}
