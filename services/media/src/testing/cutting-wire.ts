import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

export interface CuttingWire extends AsyncDisposable {
  origin: string
  /** How often a connection was cut. */
  cuts(): number
}

/** A wire to a service that is cut each time so many further bytes have gone up, the first time after `first`. */
export async function cuttingWire(
  to: string,
  first: number,
  every = first,
  atMost = Number.POSITIVE_INFINITY,
): Promise<CuttingWire> {
  const { hostname, port } = new URL(to)
  let left = first
  let cuts = 0
  const server = createServer((client) => {
    const service = connect(Number(port), hostname)
    const end = () => {
      client.destroy()
      service.destroy()
    }
    client.on('error', end).on('close', end)
    service.on('error', end).on('close', end)
    service.pipe(client)
    client.on('data', (bytes) => {
      if (cuts >= atMost || bytes.length < left) {
        left -= bytes.length
        service.write(bytes)
        return
      }
      service.write(bytes.subarray(0, left), end)
      left = every
      cuts++
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
