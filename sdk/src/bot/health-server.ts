import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HealthServerOptions {
  host: string
  /** 0: one that the system chooses. */
  port: number
}

export interface Vitals {
  /** What is wrong; nothing when all is well. */
  fault: () => string | undefined
  counts: () => object
  metrics: () => string
}

/** `GET /healthz` and `GET /metrics` of a bot, for whoever looks after it. */
export async function serveHealth({ host, port }: HealthServerOptions, vitals: Vitals) {
  const server = createServer(({ url }, answer) => {
    if (url === '/metrics') return void text(answer, 200, vitals.metrics())
    if (url !== '/healthz') return void text(answer, 404, '')
    const fault = vitals.fault()
    const status = fault === undefined ? 'ok' : 'failing'
    text(answer, fault === undefined ? 200 : 503, JSON.stringify({ status, detail: fault, ...vitals.counts() }))
  })
  server.listen(port, host)
  await once(server, 'listening')
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function text(answer: ServerResponse, status: number, body: string): void {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; version=0.0.4'
  answer.writeHead(status, { 'content-type': type }).end(body)
}
