import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * So many loopback ports that nobody listens on now, all different: each is held while the next is sought. None of those
 * that are meant for somebody who does not listen yet: so many more are sought.
 */
export async function findFreePorts(count: number, meant: ReadonlySet<number> = new Set()): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count + meant.size }, () => hold('127.0.0.1', 0)))
  const ports = held.map((server) => (server.address() as { port: number }).port)
  await Promise.all(held.map(release))
  return ports.filter((port) => !meant.has(port)).slice(0, count)
}

/** Why nobody could listen there now: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`; nothing where somebody could. */
export async function whyNotFree(host: string, port: number): Promise<string | undefined> {
  try {
    await release(await hold(host, port))
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}

async function hold(host: string, port: number): Promise<Server> {
  const server = createServer()
  server.listen({ host, port, exclusive: true })
  await once(server, 'listening')
  return server
}

async function release(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
}
