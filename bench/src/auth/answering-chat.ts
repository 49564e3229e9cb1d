import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands for chat behind the gateway: it answers everybody, so that whoever is refused was refused by the gateway. */
const server = createServer((request, response) => void request.resume().on('end', () => response.end('{}')))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
