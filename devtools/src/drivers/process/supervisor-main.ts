import { enableCompileCache } from 'node:module'
import { basename, dirname } from 'node:path'
import { identifyProcess } from '../../state/process-identity.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { listenForCommands } from './control-server.ts'
import { Supervisor } from './supervisor.ts'

enableCompileCache(process.env['NODE_COMPILE_CACHE'])
const [stackPath = '', socket = ''] = process.argv.slice(2)
const folder = new StackFolder(dirname(dirname(stackPath)), basename(stackPath))
const self = identifyProcess(process.pid) ?? { pid: process.pid, began: 'unknown' }
const supervisor = new Supervisor({ folder, process: self, socket, clock: Date.now })

const orphanGraceMs = 10_000
await supervisor.adoptOrphans(orphanGraceMs)
setInterval(() => supervisor.checkLogs(), 5_000)
const server = listenForCommands(supervisor, socket, () => {
  server.close()
  process.exit(0)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void supervisor.stopAll().then(() => process.exit(0)))
}
process.on('SIGHUP', () => undefined)
