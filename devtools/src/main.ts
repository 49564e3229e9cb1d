import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
enableCompileCache(join(process.env['BARTAB_HOME'] || join(root, '.bartab'), 'cache', 'compile'))
const { Interrupted } = await import('./cli/interrupted.ts')
const { runCli } = await import('./cli/run-cli.ts')

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupt.signal.aborted) return interrupt.abort(new Interrupted(signal))
    process.stderr.write('\nstopped at once; the next command repairs what was left half done\n')
    process.exit(130)
  })
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  root,
  version,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  clock: Date.now,
  signal: interrupt.signal,
})
