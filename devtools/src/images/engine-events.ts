import type Docker from 'dockerode'

interface EngineEvent {
  stream?: string
  status?: string
  error?: string
}

/**
 * Follows a build, a pull or an import to its end.
 *
 * @throws {Error} with the engine's words: the engine answers 200 and reports a failure as an event.
 */
export function follow(
  engine: Docker,
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | undefined
    const onEvent = (event: EngineEvent) => {
      failure ??= event.error
      const line = (event.stream ?? event.status ?? '').trim()
      if (line !== '') onLine(line)
    }
    const onEnd = (error: Error | null) => {
      if (error !== null || failure !== undefined) reject(error ?? new Error(failure))
      else resolve()
    }
    engine.modem.followProgress(stream, onEnd, onEvent)
  })
}
