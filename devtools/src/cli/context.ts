import type { Terminal } from '@bartab/kit/cli'
import type { SshTunnel } from '../remote/ssh-tunnel.ts'

export const driverKinds = ['docker', 'process'] as const
export type DriverKind = (typeof driverKinds)[number]

/** What every verb is given: the world as `main.ts` found it, and the options that all verbs share. */
export interface Context {
  /** The verb that runs, as typed: `bot add`. */
  verb: string
  /** The whole command as typed: what a lock and a journal say of it. No flag carries a secret. */
  message: string
  /** The repository that this CLI belongs to. */
  root: string
  /** The folder of everything that the CLI remembers; `.bartab` in the repository unless `BARTAB_HOME` says otherwise. */
  home: string
  cwd: string
  version: string
  stackName: string
  /** The driver asked for by flag or `BARTAB_DRIVER`; absent lets the stack or the machine decide. */
  driverAsked: DriverKind | undefined
  /** `--config`; absent means `bartab.yaml` in the working folder or the repository, where there is one. */
  configPath: string | undefined
  dryRun: boolean
  /** How long to wait for a lock that somebody else holds, in ms. */
  lockWaitMs: number
  terminal: Terminal
  clock: () => number
  env: NodeJS.ProcessEnv
  /** The machine that the stack is on, where that is another one. */
  remote?: SshTunnel
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal
}
