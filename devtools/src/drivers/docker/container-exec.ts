import type Docker from 'dockerode'
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

const notRunning = (error: unknown): boolean => [404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)
