import { join } from 'node:path'
import { loadConfig, serverConfig, startOrExit } from '@bartab/kit'
import { Type } from '@bartab/sdk/type'
import Sqlite from 'better-sqlite3'
import { mediaReferences } from './store/media-references.ts'

// `node services/chat/src/media-references.ts` beside the running service: one JSON document, for `bartab media collect`
await startOrExit(async () => {
  const { dataDir } = loadConfig(Type.Object({ dataDir: serverConfig.dataDir }), process.env)
  const database = new Sqlite(join(dataDir, 'chat.sqlite'), { readonly: true, fileMustExist: true })
  process.stdout.write(`${JSON.stringify(mediaReferences(database))}\n`)
  database.close()
})
