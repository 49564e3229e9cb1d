import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig, printLines, serverConfig, startOrExit } from '@bartab/kit'
import { Type } from '@bartab/sdk/type'
import Sqlite from 'better-sqlite3'
import { exportRooms } from './domain/export-rooms.ts'
import { ChatStore } from './store/chat-store.ts'

// `node services/chat/src/export.ts [--room ID]…` beside the running service, for `bartab export`: lines of JSON, all of
// one moment. It only reads; what is said meanwhile keeps nobody waiting and is not in it.
await startOrExit(async () => {
  const { values } = parseArgs({ options: { room: { type: 'string', multiple: true, default: [] } } })
  const { dataDir } = loadConfig(Type.Object({ dataDir: serverConfig.dataDir }), process.env)
  const database = new Sqlite(join(dataDir, 'chat.sqlite'), { readonly: true, fileMustExist: true })
  database.exec('BEGIN')
  const lines = exportRooms(new ChatStore(database), new Set(values.room))
  await printLines(lines)
  database.close()
})
