import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * What node:http does with nothing behind it: `POST` is parsed as JSON and answered like a send, `GET /held` is held
 * until `GET /release`, which writes one body to all who wait, and what is posted to `/say` is written to all who have
 * asked for `/stream`. Takes BARTAB_PORT like a service.
 */
const waiting: ServerResponse[] = []
const streams = new Set<ServerResponse>()
const answer = JSON.stringify({ event_id: '01BX5ZZKBKACTAV9WEVGEMMVRZ', origin_server_ts: 1_790_000_000_000 })
const event = JSON.stringify({ event: 'x'.repeat(900) })
/** As many bytes as an answer of sync has around what was said. */
const around = 'x'.repeat(760)

function json(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  streams.add(response)
  response.on('close', () => streams.delete(response))
}

function say(text: string): void {
  const message = `data: ${around}${text}\n\n`
  const chunk = `${message.length.toString(16)}\r\n${message}\r\n`
  for (const stream of streams) stream.socket?.write(chunk)
}

function take(url: string | undefined, text: string, response: ServerResponse): void {
  if (url === '/say') say(text)
  json(response, url !== '/say' && text !== '' && JSON.parse(text) === null ? '' : answer)
}

function read(request: IncomingMessage, response: ServerResponse): void {
  let text = ''
  request.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  request.on('end', () => take(request.url, text, response))
}

createServer((request, response) => {
  if (request.method === 'POST') read(request, response)
  else if (request.url === '/held') waiting.push(response)
  else if (request.url === '/stream') openStream(response)
  else if (request.url === '/waiting') json(response, String(waiting.length))
  else if (request.url === '/release') {
    for (const held of waiting.splice(0)) json(held, event)
    json(response, '{}')
  } else json(response, '{"status":"ok","checks":[],"keys":[]}')
}).listen(Number(process.env['BARTAB_PORT']), '127.0.0.1')
