import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Supervised } from '../supervised.ts'
import type { SeededFault } from './seeded-fault.ts'

/** A port that somebody else has. */
async function occupy(port: number): Promise<() => void> {
  const server = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return () => void server.close()
}

/** The processes themselves, their supervisor, their ports, and the program that runs them. */
export const processFaults: readonly SeededFault[] = [
  {
    when: 'a service was stopped',
    code: 'SERVICE_STOPPED',
    evidence: /exit code 0/,
    fix: /^bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      await units.stop('media')
      return async () => {
        await units.start('media')
        await units.untilReady('media')
      }
    },
  },
  {
    when: 'a service was frozen by a signal',
    code: 'SERVICE_FROZEN',
    evidence: /state T/,
    fix: /^kill -CONT \d+$/,
    async seed(stack) {
      const pid = await new Supervised(stack).pid('chat')
      process.kill(pid, 'SIGSTOP')
      return () => process.kill(pid, 'SIGCONT')
    },
  },
  {
    when: 'the supervisor was frozen by a signal',
    code: 'SUPERVISOR_FROZEN',
    evidence: /state T/,
    fix: /^kill -CONT \d+$/,
    async seed(stack) {
      const { supervisorPid } = new Supervised(stack)
      process.kill(supervisorPid, 'SIGSTOP')
      return () => process.kill(supervisorPid, 'SIGCONT')
    },
  },
  {
    when: 'the supervisor was killed',
    code: 'SERVICE_UNSUPERVISED',
    evidence: /supervisor is gone/,
    fix: /^bartab up/,
    async seed(stack) {
      process.kill(new Supervised(stack).supervisorPid, 'SIGKILL')
      return () => stack.print('up')
    },
  },
  {
    when: "somebody else has the gateway's port",
    code: 'PORT_TAKEN',
    evidence: /process \d+ listens there/,
    fix: /^kill \d+$/,
    async seed(stack) {
      const units = new Supervised(stack)
      await units.stop('gateway')
      const free = await occupy(Number(new URL(stack.url).port))
      return async () => {
        free()
        await units.start('gateway')
        await units.untilReady('gateway')
      }
    },
  },
  {
    when: 'somebody else has the port of a service inside',
    code: 'SERVICE_PORT_TAKEN',
    evidence: /the port is taken by another process/,
    fix: /^bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      await units.stop('media')
      const free = await occupy(units.ports('media').public)
      await units.start('media')
      await units.untilCrashing('media')
      return async () => {
        free()
        await units.untilReady('media')
      }
    },
  },
  {
    when: 'the description of a service was removed by hand',
    code: 'SERVICE_MISSING',
    evidence: /nothing of it runs/,
    fix: /^bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      rmSync(units.unitFile('media'))
      await units.stop('media')
      return () => stack.print('up')
    },
  },
  {
    when: 'the Node that the services run on was removed',
    code: 'NODE_GONE',
    evidence: /there is no .*node-copy/,
    fix: /^bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      const copy = join(stack.home, 'node-copy')
      if (!existsSync(copy)) copyFileSync(process.execPath, copy)
      const file = units.unitFile('media')
      const renamed = `${file}.aside`
      copyFileSync(file, renamed)
      await units.whileStopped('media', () => {
        const spec = JSON.parse(readFileSync(file, 'utf8'))
        writeFileSync(file, JSON.stringify({ ...spec, command: [copy, ...spec.command.slice(1)] }))
      })
      await units.untilReady('media')
      rmSync(copy)
      await units.kill('media')
      await units.untilCrashing('media')
      return async () => {
        await units.whileStopped('media', () => renameSync(renamed, file))
        await units.untilReady('media')
      }
    },
  },
]
