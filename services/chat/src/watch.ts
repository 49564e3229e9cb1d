import type { KeySet, Metrics, Readiness } from '@bartab/kit'
import type { Chat } from './chat.ts'
import type { Sampler } from './rebuild/sampler.ts'

interface Watch {
  metrics: Metrics
  readiness: Readiness
  keys: KeySet
  sampler: Sampler
}

/** Shows an operator how the chat does: what readiness asks, and what is counted. */
export function watchChat(chat: Chat, { metrics, readiness, keys, sampler }: Watch): void {
  readiness.add('database', () => void chat.store.db.prepare('SELECT 1').get())
  readiness.add('keys', () => {
    if (keys.held().keys.length === 0) throw new Error('no signing keys yet: they come from auth')
  })
  // what is derived from the log may be made again at leisure: no reason to send people away
  readiness.add('projections', () => sampler.finding)
  const shown = metrics.gauge('bartab_chat', 'The state of the chat', ['what'])
  Object.assign(shown, {
    collect: () => {
      shown.set({ what: 'log_head' }, chat.log.head)
      shown.set({ what: 'held_polls' }, chat.audience.waiting)
      shown.set({ what: 'transactions' }, chat.commits.counts.transactions)
      shown.set({ what: 'writes' }, chat.commits.counts.writes)
      shown.set({ what: 'strain' }, chat.strain.level)
      shown.set({ what: 'sampled_rooms' }, sampler.counts.rooms)
      shown.set({ what: 'sampled_mismatches' }, sampler.counts.mismatches)
      shown.set({ what: 'sampling_failures' }, sampler.counts.failures)
    },
  })
}
