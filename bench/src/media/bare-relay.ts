import { connect, createServer } from 'node:net'

/**
 * The least that a relay in Node does, as a process of its own: two sockets joined by `pipe`, and nothing of HTTP
 * looked at. What a gateway in Node is measured against.
 */
const [port, behind = ''] = process.argv.slice(2)
const { hostname, port: servicePort } = new URL(behind)

createServer({ noDelay: true }, (client) => {
  const service = connect({ host: hostname, port: Number(servicePort), noDelay: true })
  client.on('error', () => service.destroy())
  service.on('error', () => client.destroy())
  client.pipe(service).pipe(client)
}).listen(Number(port), '127.0.0.1')
