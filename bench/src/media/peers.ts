import { versionOf } from './command.ts'
import { hasImageFilter } from './nginx.ts'

/** Programs that the figures are taken beside, as the distribution packages them. */
const peers: readonly (readonly [name: string, ...version: string[]])[] = [
  ['nginx', 'nginx', '-v'],
  ['convert', '/usr/bin/convert', '-version'],
  ['djpeg', 'djpeg', '-version'],
  ['wrk', 'wrk', '-v'],
  ['curl', 'curl', '--version'],
]

export async function missingPeers(): Promise<string[]> {
  const found = await Promise.all(
    peers.map(async ([name, ...command]) => ((await versionOf(...command)) ? [] : [name])),
  )
  return hasImageFilter() ? found.flat() : [...found.flat(), "nginx's image filter"]
}

export async function peerVersions(): Promise<string[]> {
  const found = await Promise.all(peers.map(([, ...command]) => versionOf(...command)))
  return [`node ${process.version}`, ...found.filter((line) => line !== undefined)]
}
