import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchStack } from './command.ts'

/** Straight to a service of a stack on the process driver: the gateway would hold one person to a person's rate. */
export function originOf({ home, stack }: BenchStack, service: string): string {
  const { env } = JSON.parse(readFileSync(join(home, 'stacks', stack, 'units', `${service}.json`), 'utf8'))
  return `http://127.0.0.1:${(env as Record<string, string>)['BARTAB_PORT']}`
}
