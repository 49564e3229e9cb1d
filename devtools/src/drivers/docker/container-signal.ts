import type Docker from 'dockerode'
import { execIn } from './container-exec.ts'

/** The init of the container has it, and hands it on to the program. */
const script = 'process.kill(1, process.argv[1])'

/**
 * Signals the program of a container from inside. An engine that sends a signal itself, whichever it is, takes the
 * container for one that was stopped by hand: no restart policy brings it back, neither when its program dies nor when the
 * engine is started anew.
 */
export async function signalIn(container: Docker.Container, signal: NodeJS.Signals): Promise<void> {
  await execIn(container, ['node', '-e', script, signal])
}
