import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Context } from '../cli/context.ts'
import { findConfigFile } from '../stack/config-file.ts'
import type { StackConfig } from '../stack/stack-config.ts'

/** Where the credentials of buckets are, as AWS's own programs look for them. */
export const bucketCredentialsOf = (env: NodeJS.ProcessEnv): string =>
  env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials')

/**
 * What an operator in a container finds at the very paths of this machine, as the engine takes it: this repository, the
 * state of the stacks, and whatever else the settings name. A backup to a folder that is not here would be gone with the
 * container.
 */
export function operatorBinds(context: Context, config: StackConfig): string[] {
  const { root, home, cwd, env } = context
  const { folder, to = [], continuous, identity, passphrase_file } = config.backups ?? {}
  const named = (...paths: (string | undefined)[]) => paths.flatMap((path) => (path ? [resolve(cwd, path)] : []))
  const folders = named(...[folder, ...to, continuous].filter((place) => !place?.startsWith('s3://')), config.data_dir)
  const files = named(findConfigFile(context), identity, passphrase_file, bucketCredentialsOf(env))
  const written = new Set([root, home, cwd, ...folders])
  const read = new Set(files.filter(existsSync).map(withFolder))
  const readOnly = [...read].filter((path) => !written.has(path))
  return [...[...written].map((path) => `${path}:${path}`), ...readOnly.map((path) => `${path}:${path}:ro`)]
}

/** A file that is written anew by renaming is seen where its folder is bound; `/etc` and its like are the container's own. */
function withFolder(file: string): string {
  const folder = dirname(file)
  return dirname(folder) === '/' ? file : folder
}
