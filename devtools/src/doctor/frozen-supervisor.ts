import type { SupervisorNote } from '../drivers/process/supervisor.ts'
import { isFrozen } from '../ground/process-look.ts'
import { readJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import type { Finding } from './finding.ts'

/** The supervisor of a stack of processes, where a signal has stopped it: nothing that asks it would be answered. */
export function frozenFinding(folder: StackFolder): Finding[] | undefined {
  const process = readJson<SupervisorNote>(folder.supervisor)?.process
  if (process === undefined || !isFrozen(process.pid)) return undefined
  return [
    {
      code: 'SUPERVISOR_FROZEN',
      what: 'the supervisor of the services has been stopped by a signal',
      evidence: [`process ${process.pid} is in state T: it would start nothing again, and answers nobody`],
      fix: `kill -CONT ${process.pid}`,
      broken: true,
      mend: { do: 'resume', process },
    },
  ]
}
