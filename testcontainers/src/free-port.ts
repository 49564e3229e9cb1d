import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port on loopback that was free a moment ago: the issuer must be known before the gateway is published. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the engine gave no port')
  return address.port
}
