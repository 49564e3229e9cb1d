import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SmallDisk } from '../small-disk.ts'
import { Supervised } from '../supervised.ts'
import type { SeededFault } from './seeded-fault.ts'

const mebibyte = 1024 * 1024

type DiskFault = Omit<SeededFault, 'seed'> & { seedOn(disk: SmallDisk): SeededFault['seed'] }

/** Faults of the disk that a stack lies on, which must be one of its own. */
export const diskFaults: readonly DiskFault[] = [
  {
    when: 'the disk is full',
    code: 'DISK_FULL',
    evidence: /0\.\d MiB are left/,
    fix: /^make room/,
    seedOn: (disk) => async () => {
      disk.leave(0)
      return () => disk.restore()
    },
  },
  {
    when: 'the disk is nearly full',
    code: 'DISK_LOW',
    evidence: /\d+ MiB are left/,
    fix: /^make room/,
    seedOn: (disk) => async () => {
      disk.leave(300 * mebibyte)
      return () => disk.restore()
    },
  },
  {
    when: 'the logs have no room',
    code: 'LOGS_FULL',
    evidence: /lines are lost/,
    fix: /df -h/,
    seedOn: () => async (stack) => {
      const small = new SmallDisk(join(new Supervised(stack).folder, 'logs'))
      small.leave(mebibyte)
      return () => small.unmount()
    },
  },
  {
    when: 'the disk of a database was mounted read-only',
    code: 'DATABASE_READ_ONLY',
    evidence: /media\.sqlite/,
    fix: /then: bartab up/,
    seedOn: () => async (stack) => {
      const units = new Supervised(stack)
      const folder = units.data('media')
      const copy = `${folder}-copy`
      await units.stop('media')
      mkdirSync(copy)
      cpSync(folder, copy, { recursive: true })
      const small = new SmallDisk(folder)
      cpSync(copy, folder, { recursive: true })
      small.readOnly()
      await units.start('media')
      await units.untilCrashing('media')
      return async () => {
        await units.stop('media')
        small.unmount()
        await units.start('media')
        await units.untilReady('media')
      }
    },
  },
]
