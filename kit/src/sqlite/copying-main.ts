/**
 * Runs on a thread beside a copy that is being made, until it is ended. It opens neither the database nor its `-shm`:
 * to close a file takes away the locks that the whole process has on it.
 */
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setInterval as every, setTimeout as sleep } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import type { CopyingOrder } from './copying-thread.ts'
import { syncAsItGrows } from './sync-as-it-grows.ts'

const restMs = 5
const part = Buffer.alloc(1 << 20)
const { copy, log, isLarge } = workerData as CopyingOrder

await Promise.all([forceOntoDisk(), keepLogInMemory()])

async function forceOntoDisk(): Promise<void> {
  if (!isLarge) return
  while (!existsSync(copy)) await sleep(restMs)
  await using file = await open(copy)
  await syncAsItGrows(file, every(restMs))
}

/**
 * The copy passes through the memory that a container has for files, and takes the place of the log there. Who then
 * writes into a page of the log waits until the page is read from a disk that is busy. What is read again and again stays.
 */
async function keepLogInMemory(): Promise<void> {
  for (; ; await sleep(restMs)) await readThrough()
}

async function readThrough(): Promise<void> {
  await using file = await open(log).catch(isGone)
  while (file !== undefined && (await file.read(part, 0, part.length)).bytesRead > 0) await sleep(restMs)
}

/** The log is there while somebody has the database open. */
function isGone({ code, message }: NodeJS.ErrnoException): undefined {
  if (code !== 'ENOENT') throw new Error(message)
}
