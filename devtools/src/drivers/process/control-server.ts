import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Supervisor } from './supervisor.ts'

/**
 * The supervisor's ear: HTTP on a unix socket in a folder that the owner alone may enter. `GET /units`,
 * `POST /units/NAME/start`, `POST /units/NAME/stop?timeout_ms=`, `POST /units/NAME/promote?to=`, `POST /end`.
 */
export function listenForCommands(supervisor: Supervisor, socket: string, end: () => void): Server {
  const server = createServer((request, response) => {
    answer(supervisor, request, end).then(
      (body) => send(response, 200, body),
      (error: unknown) => send(response, 500, { error: (error as Error).message }),
    )
  })
  rmSync(socket, { force: true })
  return server.listen(socket)
}

async function answer(supervisor: Supervisor, request: IncomingMessage, end: () => void): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://supervisor')
  const [, , name = '', verb] = url.pathname.split('/')
  if (url.pathname === '/end') {
    await supervisor.stopAll()
    setImmediate(end)
  } else if (verb === 'start') {
    supervisor.start(name)
  } else if (verb === 'promote') {
    supervisor.promote(name, url.searchParams.get('to') ?? name)
  } else if (verb === 'stop') {
    const timeout = url.searchParams.get('timeout_ms')
    await supervisor.stop(name, timeout === null ? undefined : Number(timeout))
  }
  return supervisor.units
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
}
