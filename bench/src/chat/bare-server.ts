import { createServer, type ServerResponse } from 'node:http'

/**
 * What node:http does with nothing behind it: `POST` is parsed as JSON and answered like a send, `GET /held` is held
 * until `GET /release`, which writes one body to all who wait. Takes BARTAB_PORT like a service.
 */
const waiting: ServerResponse[] = []
const answer = JSON.stringify({ event_id: '01BX5ZZKBKACTAV9WEVGEMMVRZ', origin_server_ts: 1_790_000_000_000 })
const event = JSON.stringify({ event: 'x'.repeat(900) })

function json(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

createServer((request, response) => {
  if (request.method === 'POST') {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    request.on('end', () => json(response, text !== '' && JSON.parse(text) === null ? '' : answer))
  } else if (request.url === '/held') waiting.push(response)
  else if (request.url === '/waiting') json(response, String(waiting.length))
  else if (request.url === '/release') {
    for (const held of waiting.splice(0)) json(held, event)
    json(response, '{}')
  } else json(response, '{"status":"ok","checks":[],"keys":[]}')
}).listen(Number(process.env['BARTAB_PORT']), '127.0.0.1')
