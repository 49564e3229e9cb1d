import { expect, test } from 'vitest'
import { powersOver } from './moderation.ts'

const of = (role: 'owner' | 'moderator' | 'member', user_id = 'B') => ({ user_id, role })

test('a member may do nothing with others, and nobody with themselves', () => {
  expect(powersOver(of('member'), { userId: 'A', role: 'member' })).toEqual({ mayModerate: false, roles: [] })
  expect(powersOver(of('owner', 'A'), { userId: 'A', role: 'owner' })).toEqual({ mayModerate: false, roles: [] })
})

test('moderators moderate members alone, and give no roles', () => {
  const me = { userId: 'A', role: 'moderator' } as const
  expect(powersOver(of('member'), me)).toEqual({ mayModerate: true, roles: [] })
  expect(powersOver(of('moderator'), me).mayModerate).toBe(false)
})

test('owners moderate all but owners, and give every other role', () => {
  const me = { userId: 'A', role: 'owner' } as const
  expect(powersOver(of('moderator'), me)).toEqual({ mayModerate: true, roles: ['owner', 'member'] })
  expect(powersOver(of('owner'), me)).toEqual({ mayModerate: false, roles: ['moderator', 'member'] })
})
