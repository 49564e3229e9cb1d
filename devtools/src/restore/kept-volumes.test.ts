import { expect, it } from 'vitest'
import { namedVolumes, sortVolumes } from './kept-volumes.ts'

const volumes = sortVolumes(['/d/chat-r2', '/d/auth-r2'], ['/d/auth', '/d/auth-r2', '/d/chat', '/d/chat-r2'])

it('what no service runs on is kept until it is named', () => {
  expect(volumes).toEqual({ used: ['/d/auth-r2', '/d/chat-r2'], kept: ['/d/auth', '/d/chat'] })
  expect(namedVolumes(volumes, ['chat', '/d/auth'], 'bartab')).toEqual(['/d/chat', '/d/auth'])
})

it.each([
  ['chat-r2', 'VOLUME_IN_USE'],
  ['/d/auth-r2', 'VOLUME_IN_USE'],
  ['media', 'NO_SUCH_VOLUME'],
])('%s cannot be removed, and nothing that is named beside it is', (name, code) => {
  expect(() => namedVolumes(volumes, ['chat', name], 'bartab')).toThrow(expect.objectContaining({ code }))
})
