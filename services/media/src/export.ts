import { join } from 'node:path'
import { loadConfig, printLines, serverConfig, startOrExit } from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import { Type } from '@bartab/sdk/type'

/** What is known of an upload: its file lies in `blobs/CLASS/ab/SHA256` of media's data. */
const uploads = `SELECT json_object('media_id', media_id, 'visibility', visibility, 'room_id', room_id,
  'uploader_id', uploader_id, 'mimetype', mimetype, 'filename', filename, 'size', size, 'sha256', sha256,
  'blob', 'blobs/' || blob_class || '/' || substr(sha256, 1, 2) || '/' || sha256,
  'created_ts', created_ts, 'quarantined_ts', quarantined_ts) FROM media WHERE deleted_ts IS NULL ORDER BY created_ts`

// `node services/media/src/export.ts` beside the running service, for `bartab export`: a line of JSON for each upload
await startOrExit(async () => {
  const { dataDir } = loadConfig(Type.Object({ dataDir: serverConfig.dataDir }), process.env)
  const migrations = new URL('./store/migrations/', import.meta.url)
  const database = openDatabase({ file: join(dataDir, 'media.sqlite'), migrations, durability: 'full' })
  const rows = database.prepare<[], string>(uploads).pluck().iterate()
  await printLines(rows)
  database.close()
})
