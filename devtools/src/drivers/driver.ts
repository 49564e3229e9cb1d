import type { StoredFile } from '@bartab/backups'
import type { DriverKind } from '../cli/context.ts'
import type { Desired, DesiredService } from '../plan/desired.ts'
import type { Observed } from '../plan/observed.ts'
import type { DriverStep } from '../plan/step.ts'
import type { Stack } from '../stack/stack.ts'
import type { Successors } from './successors.ts'

export interface ExecResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** One request to the internal port of a service. */
export interface InternalCall {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  path: string
  /** An access token of the operator's. */
  token?: string
  /** Sent as JSON. */
  body?: object
}

/** What a service answered on its internal port. */
export interface InternalAnswer {
  status: number
  body: string
}

export interface LogQuery {
  /** All services of the stack where it is empty. */
  services: readonly string[]
  /** The last so many lines of each service. */
  tail: number
  /** Go on with what comes, until the signal. */
  follow: boolean
  signal: AbortSignal
}

export interface LogLine {
  service: string
  text: string
}

/** One way to run a stack. The same contract suite holds every driver to this. */
export interface Driver extends AsyncDisposable {
  readonly kind: DriverKind
  /** The stack as this driver would make it. Changes nothing. */
  desire(stack: Stack): Promise<Desired>
  /** What is there now. Looks at images only when told what is desired. Changes nothing. */
  observe(desired?: Desired): Promise<Observed>
  /** Does one step of a plan. */
  execute(step: DriverStep, signal: AbortSignal): Promise<void>
  /** How services are replaced while people use them. */
  readonly successors: Successors
  /**
   * `GET` on the internal port of a running service, as its neighbours would. With patience (in ms) it asks again until
   * the answer is 200. Nothing where the service cannot be reached.
   */
  internal(service: string, path: string, patienceMs?: number): Promise<InternalAnswer | undefined>
  /**
   * Requests to the internal port of a running service, one after the other, up to the first that is refused. Fewer
   * answers than calls mean that the service could not be reached.
   */
  calls(service: string, calls: readonly InternalCall[]): Promise<InternalAnswer[]>
  /** The content of a file below `/data` of a service, running or not; nothing where there is no such file. */
  readFile(service: string, path: string): Promise<Buffer | undefined>
  /** The files at or below a path under `/data` of a service, running or not, one after the other; none where it is not there. */
  files(service: string, path: string): AsyncIterable<StoredFile>
  /** Makes the volume that a service is to have, which must be a new one, and puts files into it. */
  fill(service: DesiredService, files: AsyncIterable<StoredFile>): Promise<void>
  /** Runs a command beside a running service, in its image, with its environment and its data. */
  exec(service: string, command: readonly string[]): Promise<ExecResult>
  /** What such a command writes, as it comes, however much it is. Throws where it does not end well. */
  output(service: string, command: readonly string[]): AsyncIterable<Buffer>
  startService(name: string): Promise<void>
  /** Stops a service gracefully and leaves it stopped until it is started again. */
  stopService(name: string, timeoutMs?: number): Promise<void>
  logs(query: LogQuery): AsyncIterable<LogLine>
}
