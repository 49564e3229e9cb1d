import type { SearchQuery } from '@bartab/sdk/schemas'
import { dueRooms } from '../domain/retention.ts'
import { search } from '../domain/search.ts'
import { sampleRoom } from '../rebuild/sample.ts'
import type { ChatStore } from '../store/chat-store.ts'

/** A read that may take long. */
export type ReadingJob =
  | { do: 'search'; epoch: string; who: string; query: SearchQuery }
  /** Makes the projections of one room again and compares; `at` is between 0 and 1 and chooses the room. */
  | { do: 'sample'; at: number }
  /** Looks for what rooms keep no longer. */
  | { do: 'retention'; now: number }

/** Does a job and gives the answer as JSON. */
export function perform(store: ChatStore, job: ReadingJob): string {
  switch (job.do) {
    case 'search':
      return JSON.stringify(search({ store, epoch: job.epoch }, job.who, job.query))
    case 'sample':
      return JSON.stringify(sampleRoom(store, job.at))
    case 'retention':
      return JSON.stringify(dueRooms(store, job.now))
  }
}
