import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The program that comes with the npm package for this platform; nothing where there is none. */
export function litestreamProgram(): string | undefined {
  const folder = `@flydotio/litestream-${process.platform}-${process.arch}`
  const program = join(import.meta.dirname, '../../../node_modules', folder, 'litestream')
  return existsSync(program) ? program : undefined
}
