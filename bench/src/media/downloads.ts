import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onLoadCore } from './command.ts'
import type { Contender } from './rounds.ts'

/** One kind of download: a file and which part of it each request asks for. */
export interface Pattern {
  name: string
  bytes: number
  /** Length of each range, at a random place; whole files where it is missing. */
  range?: number
  connections: number
}

export const patterns: readonly Pattern[] = [
  { name: '1 MB whole', bytes: 1e6, connections: 4 },
  { name: '100 MB, ranges of 10 MB', bytes: 1e8, range: 1e7, connections: 4 },
  { name: '100 MB, ranges of 64 KB', bytes: 1e8, range: 65_536, connections: 16 },
]

export interface DownloadOptions {
  folder: string
  seconds: number
  token: string
  pattern: Pattern
}

/** GB/s that `wrk` on the other core takes from an address. */
export function download(name: string, url: string, options: DownloadOptions): Contender {
  return { name, measure: () => throughput(url, options) }
}

async function throughput(url: string, { folder, seconds, token, pattern }: DownloadOptions): Promise<number> {
  const script = join(folder, 'load.lua')
  await writeFile(script, lua(token, pattern))
  const said = await onLoadCore(
    'wrk',
    '-t1',
    `-c${pattern.connections}`,
    `-d${seconds}s`,
    '--timeout',
    '30s',
    '-s',
    script,
    url,
  )
  const [, bytes, micros, bad] = /FIGURES (\d+) (\d+) (\d+)/.exec(said) ?? []
  if (bytes === undefined || bad !== '0') throw new Error(`the downloads failed:\n${said}`)
  return Number(bytes) / Number(micros) / 1000
}

function lua(token: string, { bytes, range }: Pattern): string {
  const ask =
    range === undefined
      ? ''
      : `local from = math.random(0, ${bytes - range})
  wrk.headers["range"] = "bytes=" .. from .. "-" .. (from + ${range - 1})`
  return `
wrk.headers["authorization"] = "Bearer ${token}"
request = function()
  ${ask}
  return wrk.format("GET")
end
done = function(summary)
  local e = summary.errors
  print(string.format("FIGURES %d %d %d", summary.bytes, summary.duration, e.status + e.connect + e.read))
end
`
}
