import type { AffectedByKey, SigningKeySummary } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { consequenceOf } from './revoke.ts'

const key = (state: SigningKeySummary['state']): SigningKeySummary => ({ kid: 'k1', state, created_ts: 0 })
const affected = (changes: Partial<AffectedByKey> = {}): AffectedByKey => ({
  kid: 'k1',
  state: 'active',
  sessions: 0,
  users: [],
  bots: [],
  ...changes,
})

describe('what the revocation of a key says before it happens', () => {
  it('names the people, their sessions and the bots whose tokens die', () => {
    const users = [
      { user_id: '1', username: 'ann', sessions: 2 },
      { user_id: '2', username: 'ben', sessions: 1 },
    ]
    const text = consequenceOf(key('active'), affected({ sessions: 3, users, bots: ['echo'] })).join('\n')
    expect(text).toContain('3 sessions of people: ann (2 sessions), ben (1 session)')
    expect(text).toContain('1 bot: echo')
  })

  it('does not drown a large server in names', () => {
    const users = Array.from({ length: 30 }, (_, at) => ({ user_id: `${at}`, username: `person${at}`, sessions: 1 }))
    const text = consequenceOf(key('active'), affected({ sessions: 30, users })).join('\n')
    expect(text).toContain('person19 (1 session), and 10 more')
    expect(text).not.toContain('person20')
  })

  it('says of a key that has signed nothing that nobody will notice', () => {
    expect(consequenceOf(key('standby'), affected())).toEqual(['revoke k1: it has signed nothing, nobody will notice'])
  })
})
