import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '@bartab/kit/sqlite'

/**
 * What is left of a send when no rule is asked: node:http parses the JSON, and the rows that a message leaves are written
 * to the same tables with the same group commit. The limit for anything that does this over HTTP with SQLite.
 * Takes BARTAB_PORT and BARTAB_DATA_DIR like a service.
 */
const file = join(String(process.env['BARTAB_DATA_DIR']), 'chat.sqlite')
const migrations = pathToFileURL(join(import.meta.dirname, '../../../services/chat/src/store/migrations/'))
const db = openDatabase({ file, migrations, durability: 'full' })
db.exec(`INSERT INTO user_name VALUES (1, '01BENCHF000000000000000000'); INSERT INTO room_name VALUES (1, '01BENCHR');
  INSERT INTO type_name VALUES (1, 'm.room.message');
  INSERT INTO room (room_no, kind, created_ts, last_seq, last_ts) VALUES (1, 'public', 0, 0, 0)`)
const begin = db.prepare('BEGIN IMMEDIATE')
const commit = db.prepare('COMMIT')
const rows = [
  db.prepare(`INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, txn_id, ordinal)
    VALUES (@seq, @id, 1, 1, 1, @ts, @content, @txn, @seq)`),
  db.prepare('INSERT INTO message_index (rowid, body) VALUES (@seq, @body)'),
  db.prepare('UPDATE room SET last_seq = @seq, last_ts = @ts, ordinal = @seq WHERE room_no = 1'),
  db.prepare(`INSERT INTO read_marker (user_no, room_no, seq, ordinal, rev) VALUES (1, 1, @seq, @seq, 0)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, ordinal = excluded.ordinal`),
]

interface Send {
  content: { body: string }
}

const waiting: { response: ServerResponse; text: string }[] = []
let seq = 0

function answer(response: ServerResponse, status: number, body: string): void {
  const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, head).end(body)
}

function write(text: string): string {
  const { content } = JSON.parse(text) as Send
  seq += 1
  const [ts, id] = [Date.now(), Buffer.alloc(16)]
  id.writeBigUInt64BE(BigInt(seq), 8)
  const row = { seq, id, ts, content: JSON.stringify(content), txn: `b${seq}`, body: content.body }
  for (const statement of rows) statement.run(row)
  return `{"event_id":"01BX5ZZKBKACTAV9WEVGEMMVRZ","origin_server_ts":${ts}}`
}

function flush(): void {
  const batch = waiting.splice(0)
  begin.run()
  const answers = batch.map(({ text }) => write(text))
  commit.run()
  for (const [at, { response }] of batch.entries()) answer(response, 201, answers[at] ?? '')
}

createServer((request, response) => {
  if (request.method !== 'POST') return answer(response, 200, '{"status":"ok","checks":[],"keys":[]}')
  let text = ''
  request.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  request.on('end', () => {
    if (waiting.push({ response, text }) === 1) setImmediate(flush)
  })
}).listen(Number(process.env['BARTAB_PORT']), '127.0.0.1')
