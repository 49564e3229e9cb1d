import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CliFailure } from '@bartab/kit/cli'
import { commandOn } from '../../cli/stack-flag.ts'

const builder = 'web/build.ts'
const folders = ['web/src', 'sdk/src']
const files = [builder, 'web/package.json', 'web/tsconfig.json', 'package-lock.json']

/** Names the sources of the web client by their content; nothing in a repository that has none. */
export function webSources(root: string): string | undefined {
  if (!existsSync(join(root, builder))) return undefined
  const hash = createHash('sha256')
  const paths = [...files, ...folders.flatMap((folder) => sourcesBelow(root, folder))]
  for (const path of paths.filter((known) => existsSync(join(root, known))).sort()) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

/** The sources that the built web client was made from; nothing where none is built. */
export function builtWebSources(root: string): string | undefined {
  const note = join(root, 'web/dist/.sources')
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
}

export interface WebBuild {
  root: string
  sources: string
  stackName: string
  signal: AbortSignal
}

/**
 * Builds the web client beside the one that is there, and puts it in its place once it is whole.
 *
 * @throws {CliFailure} WEB_CLIENT_BUILD with what the build said.
 */
export async function buildWebClient({ root, sources, stackName, signal }: WebBuild): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(root, builder), sources], { cwd: root, signal })
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string }
    throw new CliFailure('WEB_CLIENT_BUILD', 'the web client could not be built', {
      evidence: (stderr.trim() || message).split('\n').filter(Boolean).slice(0, 8),
      fix: `mend what it names, then ${commandOn(stackName, 'up')}`,
      cause,
    })
  }
}

function sourcesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}
