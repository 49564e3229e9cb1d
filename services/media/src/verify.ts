import { join } from 'node:path'
import { loadConfig, serverConfig, startOrExit } from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import { Type } from '@bartab/sdk/type'
import { measure } from './blobs/incoming.ts'
import { LocalBlobStore } from './blobs/local-blob-store.ts'
import { verifyBlobs } from './domain/verify-blobs.ts'
import { neededBlobs } from './store/needed-blobs.ts'

// `node services/media/src/verify.ts` beside the running service: one JSON document, exit 1 where a blob is at fault
await startOrExit(async () => {
  const { dataDir } = loadConfig(Type.Object({ dataDir: serverConfig.dataDir }), process.env)
  const migrations = new URL('./store/migrations/', import.meta.url)
  const database = openDatabase({ file: join(dataDir, 'media.sqlite'), migrations, durability: 'full' })
  const blobs = new LocalBlobStore(join(dataDir, 'blobs'))
  const verification = await verifyBlobs({ blobs, measure, needed: () => neededBlobs(database) })
  database.close()
  process.stdout.write(`${JSON.stringify(verification)}\n`)
  process.exitCode = verification.faults.length === 0 ? 0 : 1
})
