import { setFlagsFromString } from 'node:v8'

/**
 * New objects are looked through by the thread that made them. V8 would wake four helpers each time, often a hundred
 * times a second under load; on a small machine they take the processor from whoever waits for an answer.
 *
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export const scavengeAlone = (): void => setFlagsFromString('--no-parallel-scavenge')
