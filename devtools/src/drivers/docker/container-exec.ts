import type Docker from 'dockerode'
import { commandFailed } from '../command-failed.ts'
import type { ExecResult } from '../driver.ts'
import { readFrames } from './log-frames.ts'

/** Runs a command in a running container. Nothing where the container does not run. */
export async function execIn(container: Docker.Container, command: readonly string[]): Promise<ExecResult | undefined> {
  try {
    const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    for await (const { stream, payload } of readFrames(await exec.start({ hijack: false })))
      output[stream].push(payload)
    const { ExitCode } = await exec.inspect()
    const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8')
    return { exitCode: ExitCode ?? 1, stdout: text(output.stdout), stderr: text(output.stderr) }
  } catch (error) {
    if (notRunning(error)) return undefined
    throw error
  }
}

/** What a command in a running container writes, as it comes. @throws {CliFailure} at its end, where that was not well. */
export async function* outputIn(container: Docker.Container, service: string, command: readonly string[]) {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
  const errors: Buffer[] = []
  for await (const { stream, payload } of readFrames(await exec.start({ hijack: false }))) {
    if (stream === 'stdout') yield payload
    else errors.push(payload)
  }
  const { ExitCode } = await exec.inspect()
  if (ExitCode !== 0) throw commandFailed(service, command, ExitCode ?? 1, Buffer.concat(errors).toString('utf8'))
}

const notRunning = (error: unknown): boolean => [404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)
