import { idleSync, idleUpdates } from './idle-answers.ts'
import type { Route } from './route.ts'

const reading = ['GET', 'HEAD'] as const
const auth = { service: 'auth', class: 'api' } as const
const page = { class: 'page', token: 'none', exact: true, methods: reading } as const
const discovery = { service: 'auth', ...page } as const
const chat = { service: 'chat', class: 'api' } as const
const poll = { service: 'chat', class: 'poll', token: 'required', exact: true, methods: reading } as const
const media = { service: 'media', token: 'required' } as const

/** Who has no cursor yet is answered at once, and at length. */
const hasCursor = (query: string): boolean => /[?&]since=./.test(query)

/** Every path that is forwarded. The first row that fits is taken; what fits none is the gateway's own or a page. */
export const routes: readonly Route[] = [
  { prefix: '/.well-known/openid-configuration', ...discovery },
  { prefix: '/.well-known/oauth-authorization-server', ...discovery },
  { prefix: '/.well-known/jwks.json', ...discovery },

  { prefix: '/auth/v1/openapi.json', service: 'auth', ...page },
  { prefix: '/chat/v1/openapi.json', service: 'chat', ...page },
  { prefix: '/media/v1/openapi.json', service: 'media', ...page },

  { prefix: '/auth/v1/bootstrap', ...auth, token: 'none', credentials: true },
  { prefix: '/auth/v1/register', ...auth, token: 'none', credentials: true },
  { prefix: '/auth/v1/login', ...auth, token: 'none', credentials: true },
  { prefix: '/auth/v1/oauth2/userinfo', ...auth, token: 'required', oauth: true },
  { prefix: '/auth/v1/oauth2', ...auth, token: 'none', credentials: true, oauth: true },
  { prefix: '/auth/v1', ...auth, token: 'required' },

  { prefix: '/chat/v1/sync', ...poll, whenIdle: idleSync, shared: hasCursor },
  { prefix: '/chat/v1/updates', ...poll, whenIdle: idleUpdates },
  { prefix: '/chat/v1/hooks', ...chat, token: 'none', credentials: true, secretPath: true },
  { prefix: '/chat/v1/rooms', ...chat, token: 'required', together: true, prompt: true },
  { prefix: '/chat/v1', ...chat, token: 'required' },

  { prefix: '/media/v1/media', ...media, class: 'download', token: 'if-present', methods: reading, together: true },
  { prefix: '/media/v1/media', ...media, class: 'upload', exact: true, methods: ['POST'] },
  { prefix: '/media/v1/uploads', ...media, class: 'upload' },
  { prefix: '/media/v1', ...media, class: 'api' },
]
