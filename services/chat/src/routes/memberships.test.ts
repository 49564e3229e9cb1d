import { createInternalServer, type MembershipFeed, Metrics, Readiness } from '@bartab/kit'
import { describe, expect, it } from 'vitest'
import { MembershipNews } from '../sync/membership-news.ts'
import { Lab } from '../testing/lab.ts'
import { membershipRoutes } from './memberships.ts'

function feedOf({ lifecycle, chat }: Lab, news = chat.memberships) {
  const internal = createInternalServer({ metrics: new Metrics(), readiness: new Readiness(), lifecycle })
  membershipRoutes(internal, news)
  return async (query: string) => {
    const answer = await internal.inject({ method: 'GET', url: `/memberships?${query}` })
    return { status: answer.statusCode, body: answer.json<MembershipFeed>() }
  }
}

describe('the feed of memberships', () => {
  it('tells who came, who went and who was put out, in order, and not who was only invited', async () => {
    await using lab = new Lab()
    const poll = feedOf(lab)
    const room = await lab.room('ann', ['ben'])
    const { next } = (await poll('timeout=0')).body
    await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: lab.id('cleo') })
    await lab.call('cleo', 'POST', `/rooms/${room}/join`)
    await lab.call('ben', 'POST', `/rooms/${room}/leave`)
    await lab.call('ann', 'POST', `/rooms/${room}/ban`, { user_id: lab.id('cleo') })
    await lab.say('ann', room, 'nobody is left')
    const { changes } = (await poll(`since=${next}&timeout=0`)).body
    expect(changes.map(({ user_id, member }) => [user_id, member])).toEqual([
      [lab.id('cleo'), false],
      [lab.id('cleo'), true],
      [lab.id('ben'), false],
      [lab.id('cleo'), false],
    ])
    expect(changes.every(({ room_id }) => room_id === room)).toBe(true)
  })

  it('tells with one change that a room was deleted', async () => {
    await using lab = new Lab()
    const poll = feedOf(lab)
    const room = await lab.room('ann', ['ben'])
    const { next } = (await poll('timeout=0')).body
    expect((await lab.call('ann', 'DELETE', `/rooms/${room}`)).status).toBe(200)
    expect((await poll(`since=${next}&timeout=0`)).body.changes).toEqual([{ room_id: room, member: false }])
  })

  it('holds a poll until somebody leaves', async () => {
    await using lab = new Lab()
    const poll = feedOf(lab)
    const room = await lab.room('ann', ['ben'])
    const { next } = (await poll('timeout=0')).body
    const held = poll(`since=${next}&timeout=60000`)
    await lab.say('ben', room, 'good bye')
    await lab.call('ben', 'POST', `/rooms/${room}/leave`)
    const { body } = await held
    expect(body.changes).toEqual([{ room_id: room, user_id: lab.id('ben'), member: false }])
    expect((await poll(`since=${body.next}&timeout=0`)).body).toEqual({ next: body.next, changes: [] })
  })

  it('says to forget everything to whom it does not know, and to whom was away for too long', async () => {
    await using lab = new Lab()
    const news = new MembershipNews(lab.chat.store, 'boot', 2)
    const poll = feedOf(lab, news)
    expect((await poll('timeout=60000')).body).toEqual({ next: 'boot.0', changes: [], reset: true })
    const room = await lab.room('ann')
    const member = lab.chat.store.events
      .tail(lab.chat.store.roomNames.find(room) ?? 0, 9)
      .filter((e) => e.stateKey !== '')
    expect(member.length).toBeGreaterThan(0)
    for (let n = 0; n < 3; n += 1) news.committed(member.slice(0, 1))
    for (const since of ['boot.0', 'boot.4', 'other.1', 'boot.x', 'nonsense'])
      expect((await poll(`since=${since}&timeout=60000`)).body).toEqual({ next: 'boot.3', changes: [], reset: true })
    expect((await poll('since=boot.1&timeout=0')).body.changes).toHaveLength(2)
  })

  it('answers at once when it closes', async () => {
    await using lab = new Lab()
    const poll = feedOf(lab)
    const { next } = (await poll('timeout=0')).body
    const held = poll(`since=${next}&timeout=60000`)
    await poll('timeout=0')
    lab.chat.memberships.close()
    expect((await held).body).toEqual({ next, changes: [] })
  })

  it.each(['timeout=-1', 'timeout=60001', 'timeout=x', 'until=1'])('refuses %s', async (query) => {
    await using lab = new Lab()
    expect((await feedOf(lab)(query)).status).toBe(400)
  })
})
