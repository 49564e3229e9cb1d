import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const composeFile = join(import.meta.dirname, '../../../docker-compose.yml')

/** What Node is told where the gateway runs in earnest: the compose file is made from the stack's own definition. */
export function shippedOptions(): string[] {
  const service = /^ {2}gateway:\n(?: {4}.*\n)+/m.exec(readFileSync(composeFile, 'utf8'))?.[0] ?? ''
  const options = /NODE_OPTIONS: *"?([^"\n]+)"?/.exec(service)?.[1]
  if (options === undefined) throw new Error(`${composeFile} does not say NODE_OPTIONS for the gateway`)
  return options.split(' ')
}
