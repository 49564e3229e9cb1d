import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 150
const furthestBack = 4 * 1024 * 1024

/** The last lines of a log file and, while followed, those that come; goes on from the beginning once it was emptied. */
export async function* readLogFile(
  file: string,
  tail: number,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let from = existsSync(file) ? statSync(file).size : 0
  yield* lastLines(file, tail)
  let rest = ''
  while (follow && !signal.aborted) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
    if (!existsSync(file)) continue
    const now = statSync(file)
    if (now.size < from) from = 0
    const lines = (rest + readFrom(file, from, now.size)).split('\n')
    from = now.size
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** The end of a log, reaching into the file that was put aside before it where the newest is too short. */
export function lastLines(file: string, count: number): string[] {
  const lines: string[] = []
  for (const path of [file, `${file}.1`]) {
    if (lines.length >= count || !existsSync(path)) break
    const { size } = statSync(path)
    const text = readFrom(path, Math.max(0, size - furthestBack), size)
    lines.unshift(...text.split('\n').filter(Boolean))
  }
  return count === 0 ? [] : lines.slice(-count)
}

function readFrom(file: string, from: number, to: number): string {
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(Math.max(0, Math.min(to, fstatSync(descriptor).size) - from))
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from))
  } finally {
    closeSync(descriptor)
  }
}
