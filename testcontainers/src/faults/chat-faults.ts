import { DatabaseSync } from 'node:sqlite'
import { Supervised } from '../supervised.ts'
import { until } from '../until.ts'
import type { SeededFault } from './seeded-fault.ts'

/** Chat compares some rooms with its log once a minute. */
const samplingMs = 150_000

/** What chat keeps beside its log. */
export const chatFaults: readonly SeededFault[] = [
  {
    when: 'what chat shows of a room is not what its log says',
    code: 'PROJECTIONS_DIFFER',
    evidence: /rooms? are not what the log says, such as \w{26} \(room\)/,
    fix: /^bartab chat rebuild --apply$/,
    async seed(stack) {
      const units = new Supervised(stack)
      await stack.owner.rooms.create({ name: 'garden', kind: 'public' })
      await units.whileStopped('chat', () => {
        using database = new DatabaseSync(units.data('chat', 'chat.sqlite'))
        database.exec(`UPDATE room SET topic = 'nobody wrote this'`)
      })
      await units.untilReady('chat')
      const seen = async () => (await (await fetch(units.readyUrl('chat'))).text()).includes('rebuild')
      await until('chat to compare rooms with its log', async () => (await seen()) || undefined, samplingMs)
      return () => stack.print('chat', 'rebuild', '--apply')
    },
  },
]
