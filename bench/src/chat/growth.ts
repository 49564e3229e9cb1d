import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '@bartab/kit/sqlite'

const migrations = pathToFileURL(join(import.meta.dirname, '../../../services/chat/src/store/migrations/'))

/** Fills a log with events of 100-byte messages in a thousand rooms that nobody is in, index included. */
export function fill(dataDir: string, events: number): void {
  const db = openDatabase({ file: join(dataDir, 'chat.sqlite'), migrations, durability: 'normal' })
  const say = `{"msgtype":"m.text","body":"' || printf('%08x', n * 2654435761 % 4294967296) || ' ' || '${'lorem ipsum '.repeat(7)}"}`
  db.exec(`BEGIN;
    INSERT INTO user_name (user_no, user_id) VALUES (1, '01BENCHF000000000000000000');
    INSERT INTO type_name (type_no, type) VALUES (1, 'm.room.message');
    WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
    INSERT INTO room_name (room_no, room_id) SELECT n, '01BENCHR' || printf('%018d', n) FROM c;
    WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${events})
    INSERT INTO event (seq, event_id, room_no, sender_no, type_no, ts, content, txn_id, ordinal)
    SELECT n, unhex('0190000000' || printf('%022X', n)), 1 + n % 1000, 1, 1, 1790000000000 + n, '${say}', 'f' || n, n FROM c;
    INSERT INTO message_index (rowid, body) SELECT seq, body FROM message_text;
    COMMIT;`)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Bytes on disk for each event of a filled log. */
export function bytesPerEvent(dataDir: string, events: number): number {
  return statSync(join(dataDir, 'chat.sqlite')).size / events
}
