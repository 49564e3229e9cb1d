import { networkInterfaces } from 'node:os'

/** An address of this machine that containers reach on every network with a way out; there is one once a container runs on such a network. */
export function addressForContainers(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses)
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (found === undefined) throw new Error('this machine has no address but the loopback one')
  return found.address
}
