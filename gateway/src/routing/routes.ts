import type { Route } from './route.ts'

const reading = ['GET', 'HEAD'] as const

/** Every path that is forwarded. The first row that fits is taken; what fits none is the gateway's own or a page. */
export const routes: readonly Route[] = [
  { prefix: '/.well-known/openid-configuration', methods: reading, service: 'auth', class: 'page', token: 'none' },
  { prefix: '/.well-known/jwks.json', methods: reading, service: 'auth', class: 'page', token: 'none' },

  { prefix: '/auth/v1/bootstrap', service: 'auth', class: 'api', token: 'none', credentials: true },
  { prefix: '/auth/v1/register', service: 'auth', class: 'api', token: 'none', credentials: true },
  { prefix: '/auth/v1/login', service: 'auth', class: 'api', token: 'none', credentials: true },
  { prefix: '/auth/v1/oauth2/userinfo', service: 'auth', class: 'api', token: 'required', oauth: true },
  { prefix: '/auth/v1/oauth2', service: 'auth', class: 'api', token: 'none', credentials: true, oauth: true },
  { prefix: '/auth/v1/userinfo', service: 'auth', class: 'api', token: 'required' },
  { prefix: '/auth/v1', service: 'auth', class: 'api', token: 'required' },

  { prefix: '/chat/v1/sync', methods: reading, service: 'chat', class: 'poll', token: 'required' },
  { prefix: '/chat/v1/updates', methods: reading, service: 'chat', class: 'poll', token: 'required' },
  { prefix: '/chat/v1/hooks', service: 'chat', class: 'api', token: 'none', credentials: true, secretPath: true },
  { prefix: '/chat/v1', service: 'chat', class: 'api', token: 'required' },

  { prefix: '/media/v1/media', methods: reading, service: 'media', class: 'download', token: 'if-present' },
  { prefix: '/media/v1/media', methods: ['POST'], service: 'media', class: 'upload', token: 'required' },
  { prefix: '/media/v1/uploads', service: 'media', class: 'upload', token: 'required' },
  { prefix: '/media/v1', service: 'media', class: 'api', token: 'required' },
]
