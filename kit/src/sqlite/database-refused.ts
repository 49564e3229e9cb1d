import { StartFailure } from '../start-failure.ts'

/** A database file that must not be opened by this program. The message says why and what to do. Exit code 1. */
export class DatabaseRefused extends StartFailure {
  override readonly name = 'DatabaseRefused'
}
