import { connect, type Socket } from 'node:net'
import { flowBytes } from '../flow.ts'

/** Sockets take it, though their types do not say so. */
const flow: object = { highWaterMark: flowBytes }

/** Where a replica listens. */
export interface Place {
  /** As the `host` header says it. */
  readonly host: string
  open(): Socket
}

export function placeOf(origin: string): Place {
  const { protocol, host, hostname, port } = new URL(origin)
  const name = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'https:') {
    return { host, open: () => connect({ host: name, port: Number(port || 80), noDelay: true, ...flow }) }
  }
  const options = { host: name, port: Number(port || 443), servername: name }
  // the code for TLS takes memory, and few need it between a gateway and its services
  return { host, open: () => process.getBuiltinModule('node:tls').connect(options).setNoDelay(true) }
}
