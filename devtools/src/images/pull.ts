import type Docker from 'dockerode'
import { follow } from './engine-events.ts'

const silenceMs = 15_000

/** Pulls an image, giving up when nothing is heard for 15 seconds. Answers why it did not work, or undefined. */
export async function pullImage(engine: Docker, reference: string): Promise<string | undefined> {
  const giveUp = new AbortController()
  let timer = setTimeout(() => giveUp.abort(), silenceMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => giveUp.abort(), silenceMs)
  }
  try {
    const stream = await engine.pull(reference, { abortSignal: giveUp.signal })
    await follow(engine, stream, heard)
    return undefined
  } catch (error) {
    return giveUp.signal.aborted ? `nothing was heard for ${silenceMs / 1000} s` : oneLine(error)
  } finally {
    clearTimeout(timer)
  }
}

function oneLine(error: unknown): string {
  const { json, message } = error as Error & { json?: { message?: string } }
  return (json?.message ?? message).trim().split('\n').join(' ')
}
