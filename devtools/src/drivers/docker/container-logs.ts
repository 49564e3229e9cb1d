import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { LogLine, LogQuery } from '../driver.ts'
import { readFrames, readLines } from './log-frames.ts'

const againMs = 400

/** The lines of one service. Followed, it goes on in the container that replaces the one it began with. */
export async function* containerLogs(
  find: () => Promise<Docker.Container | undefined>,
  service: string,
  { tail, follow, signal }: LogQuery,
  clock: () => number,
): AsyncGenerator<LogLine> {
  let options: Docker.ContainerLogsOptions = { stdout: true, stderr: true, tail }
  do {
    const container = await find()
    const from = clock() / 1000
    if (container) for await (const text of linesOf(container, options, follow, signal)) yield { service, text }
    if (!follow) return
    options = { stdout: true, stderr: true, since: from }
    await sleep(againMs, undefined, { signal }).catch(() => undefined)
  } while (!signal.aborted)
}

async function* linesOf(
  container: Docker.Container,
  options: Docker.ContainerLogsOptions,
  follow: boolean,
  signal: AbortSignal,
) {
  if (!follow) return yield* readLines(readFrames([await container.logs({ ...options, follow: false })]))
  const stream = (await container.logs({ ...options, follow: true })) as Readable
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    yield* readLines(readFrames(stream as AsyncIterable<Buffer>))
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
