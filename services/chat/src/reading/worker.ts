import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '@bartab/sdk/problems'
import Sqlite from 'better-sqlite3'
import { ChatStore } from '../store/chat-store.ts'
import { perform, type ReadingJob } from './job.ts'

/** What the thread answers to one job. */
export type ReadingAnswer = { json: string } | { problem: { code: string; detail?: string } } | { error: string }

const db = new Sqlite((workerData as { file: string }).file, { readonly: true })
db.pragma('busy_timeout = 5000')
const store = new ChatStore(db)

parentPort?.on('message', (job: ReadingJob) => {
  store.forgetNames()
  parentPort?.postMessage(answer(job))
})

function answer(job: ReadingJob): ReadingAnswer {
  try {
    return { json: perform(store, job) }
  } catch (error) {
    if (!(error instanceof Problem))
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    return { problem: { code: error.code, ...(error.detail === undefined ? {} : { detail: error.detail }) } }
  }
}
