import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'

export interface CommandResult {
  code: number
  /** Both streams in the order they came. */
  output: string
}

export interface CommandOptions {
  cwd: string
  env?: Record<string, string>
  /** Hears the output as it comes, beside its being collected. */
  onOutput?: (chunk: string) => void
}

/** Runs a command to its end and collects what it printed. A command that is not there ends with code 127. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const chunks: string[] = []
    const hear = (chunk: Buffer) => {
      chunks.push(chunk.toString())
      options.onOutput?.(chunk.toString())
    }
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: commandEnv(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output: chunks.join('') }))
  })
}

/** Runs a tool out of `node_modules/.bin` under this very Node, whatever Node the path has. */
export function runTool(tool: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return runCommand(process.execPath, [join(options.cwd, 'node_modules/.bin', tool), ...args], options)
}

function commandEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  return { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: '0', ...extra }
}
