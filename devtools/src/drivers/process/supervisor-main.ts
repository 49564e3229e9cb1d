import { enableCompileCache } from 'node:module'
import { basename, dirname } from 'node:path'
import { identifyProcess } from '../../state/process-identity.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { listenForCommands } from './control-server.ts'
import { Supervisor } from './supervisor.ts'

enableCompileCache(process.env['NODE_COMPILE_CACHE'])
const [stackPath = '', socket = ''] = process.argv.slice(2)
const folder = new StackFolder(dirname(dirname(stackPath)), basename(stackPath))
const self = identifyProcess(process.pid) ?? { pid: process.pid, began: 'unknown' }
const supervisor = new Supervisor({ folder, process: self, socket, clock: Date.now })

// a command that was killed while it started a supervisor may be followed by one that starts another
const signal = new AbortController().signal
const alone = {
  verb: 'supervisor',
  message: 'the supervisor',
  stackName: basename(stackPath),
  waitMs: 0,
  clock: Date.now,
}
await lockStack(`${folder.supervisor}.lock`, { ...alone, signal }).catch(() => process.exit(0))

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
