import type { DesiredService } from '../plan/desired.ts'
import type { ExecResult } from './driver.ts'
import type { Sighting } from './readiness.ts'

/**
 * How a driver replaces a service while people use it. One that keeps data is followed by one that stands by: it has
 * everything loaded, and opens the data when the old one has let go of it. The old one stays, stopped, until the new
 * one is promoted, so that it can be brought back.
 */
export interface Successors {
  /** Makes the successor of a service beside it, in place of one that was left there, and starts it as far as it goes. */
  create(service: DesiredService): Promise<void>
  /** Whether it has come as far as it can beside the old one. */
  isBeside(service: string): Promise<boolean>
  /** How its process does. */
  sight(service: string): Promise<Sighting>
  /** The last lines of its log. */
  lastLines(service: string): Promise<string[]>
  /** Runs a command beside it, with its code and its data. */
  exec(service: string, command: readonly string[]): Promise<ExecResult>
  /** Stops the old one: the data and the addresses are free then. */
  stopOld(service: DesiredService): Promise<void>
  /** Lets the new one go on in its place. */
  takeOver(service: DesiredService): Promise<void>
  /** Whether it answers that it is ready, once it has taken over. */
  isReady(service: string): Promise<boolean>
  /** Ends the new one and starts the old one again. */
  takeBack(service: string): Promise<void>
  /** Puts it in the place of the old one, which goes. What was done of it already is no failure. */
  promote(service: string): Promise<void>
  /** Takes it away; the old one is not touched. */
  discard(service: string): Promise<void>
}

/** The variable that names a successor, so that what an earlier one left behind says nothing about it. */
export const standByVariable = 'BARTAB_STAND_BY'

/** The file in which a successor says that it waits for its turn. */
export const standByFile = (name: string): string => `/data/.stand-by/${name}`
export const isWaiting = (content: Buffer | undefined): boolean => content?.toString('utf8') === 'waiting'
