import { connect, type OnReadOpts, type Socket } from 'node:net'
import { flowBytes } from '../flow.ts'

/** Sockets take it, though their types do not say so. */
const flow: object = { highWaterMark: flowBytes }

/** Where a replica listens. */
export interface Place {
  /** As the `host` header says it. */
  readonly host: string
  /** @param onread where what comes is read to; without it, it comes as the socket's data. */
  open(onread?: OnReadOpts): Socket
}

export function placeOf(origin: string): Place {
  const { protocol, host, hostname, port } = new URL(origin)
  const name = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'https:') {
    const options = { host: name, port: Number(port || 80), noDelay: true, ...flow }
    return { host, open: (onread) => connect(onread === undefined ? options : { ...options, onread }) }
  }
  const options = { host: name, port: Number(port || 443), servername: name }
  // the code for TLS takes memory, and few need it between a gateway and its services
  const tls = () => process.getBuiltinModule('node:tls')
  const reading = (onread?: OnReadOpts): object => (onread === undefined ? {} : { onread })
  return {
    host,
    open: (onread) =>
      tls()
        .connect({ ...options, ...reading(onread) })
        .setNoDelay(true),
  }
}
