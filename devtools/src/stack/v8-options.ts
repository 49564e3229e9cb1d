import type { Limits } from './stack.ts'

/** New objects get so much room before they are looked through, in MiB. V8 takes 16, and with it memory that idle servers never give back. */
const youngMb = 4

/**
 * What Node is told of the memory that a service may use. V8 sizes its heap by the machine, which is larger than the
 * service's share: as much again goes to buffers, parsers and what the system keeps of each connection.
 *
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export const v8Options = ({ memoryMb }: Limits): string[] => [
  `--max-old-space-size=${Math.round(memoryMb / 2)}`,
  `--max-semi-space-size=${youngMb}`,
]

/** The share of an operator in the background. Its jobs are processes beside it, and count in a container. */
export const operatorLimits: Limits = { memoryMb: 256, pids: 128 }
