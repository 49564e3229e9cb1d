import { whyNotFree } from '../drivers/process/free-ports.ts'
import { defaultPort } from '../stack/define-stack.ts'

/** The first port from the usual one on where nobody listens now. */
export async function findPort(address = '127.0.0.1'): Promise<number> {
  for (let port = defaultPort; port < 65_535; port++) {
    if ((await whyNotFree(address, port)) === undefined) return port
  }
  return defaultPort
}
