import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'

/** Less room than this and nothing is started: databases need it to stay whole. In bytes. */
export const leastRoom = 128 * 1024 * 1024

/** The room that is left on the disk of a folder, in bytes; the folder itself need not be there yet. */
export async function roomAt(folder: string): Promise<number> {
  let path = folder
  while (!existsSync(path)) path = dirname(path)
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

/** @throws {CliFailure} DISK_FULL (exit 1) when too little room is left to start safely. */
export async function requireRoom(folder: string): Promise<void> {
  const room = await roomAt(folder)
  if (room >= leastRoom) return
  throw new CliFailure('DISK_FULL', 'the disk has too little room to start safely', {
    evidence: [`${folder} has ${mebibytes(room)} MiB left, ${mebibytes(leastRoom)} MiB are needed`],
    fix: 'make room (docker system df, du -sh .bartab), then run the same command again',
  })
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0)
