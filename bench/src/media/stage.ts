import type { Backdrop } from './backdrop.ts'
import type { ServerProcess } from './server-process.ts'

/** What every comparison plays on. */
export interface Stage {
  /** A folder that is thrown away afterwards. */
  folder: string
  backdrop: Backdrop
  media: ServerProcess
  gateway: ServerProcess
  rounds: number
  /** How long one download round lasts. */
  seconds: number
}
