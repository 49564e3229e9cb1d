import { describe, expect, it } from 'vitest'
import { routes } from './routes.ts'
import { RoutingTable } from './routing-table.ts'

const table = new RoutingTable(routes)

describe('the routing table', () => {
  it.each([
    ['GET', '/chat/v1/sync', 'chat', 'poll', 'required'],
    ['GET', '/chat/v1/updates', 'chat', 'poll', 'required'],
    ['POST', '/chat/v1/updates/ack', 'chat', 'api', 'required'],
    ['GET', '/chat/v1/synchronise', 'chat', 'api', 'required'],
    ['POST', '/chat/v1/rooms', 'chat', 'api', 'required'],
    ['POST', '/auth/v1/login', 'auth', 'api', 'none'],
    ['POST', '/auth/v1/login/mfa', 'auth', 'api', 'none'],
    ['POST', '/auth/v1/loginx', 'auth', 'api', 'required'],
    ['GET', '/auth/v1/me', 'auth', 'api', 'required'],
    ['POST', '/auth/v1/oauth2/token', 'auth', 'api', 'none'],
    ['GET', '/media/v1/media/01J/thumb', 'media', 'download', 'if-present'],
    ['POST', '/media/v1/media', 'media', 'upload', 'required'],
    ['POST', '/media/v1/media/01J/quarantine', 'media', 'api', 'required'],
    ['GET', '/chat/v1/sync/more', 'chat', 'api', 'required'],
    ['DELETE', '/media/v1/media/01J', 'media', 'api', 'required'],
    ['PATCH', '/media/v1/uploads/01J', 'media', 'upload', 'required'],
    ['GET', '/.well-known/jwks.json', 'auth', 'page', 'none'],
    ['GET', '/chat/v1/openapi.json', 'chat', 'page', 'none'],
    ['POST', '/media/v1/openapi.json', 'media', 'api', 'required'],
  ])('sends %s %s to %s as %s, token %s', (method, path, service, kind, token) => {
    expect(table.find(method, path)).toMatchObject({ service, class: kind, token })
  })

  it.each(['/', '/chat', '/chat/v2/rooms', '/chatter/v1', '/.well-known/bartab', '/auth', '/readyz'])(
    'forwards nothing of %s',
    (path) => {
      expect(table.find('GET', path)).toBeUndefined()
    },
  )

  it('keeps unknown versions of a service from becoming pages', () => {
    expect(table.reserves('/chat/v2/rooms')).toBe(true)
    expect(table.reserves('/rooms/01J')).toBe(false)
  })
})
