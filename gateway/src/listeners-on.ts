import { readFileSync } from 'node:fs'

const listening = '0A'

/** How many sockets of this network listen on a port, those of other processes and containers among them. */
export function listenersOn(port: number): number {
  return ['tcp', 'tcp6'].flatMap(socketsIn).filter((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === listening && Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port
  }).length
}

function socketsIn(family: string): string[] {
  try {
    return readFileSync(`/proc/net/${family}`, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
