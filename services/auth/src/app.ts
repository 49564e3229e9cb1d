import { type App, createServer, type ServerOptions } from '@bartab/kit'
import type { AuthDeps } from './deps.ts'
import { auditRoutes } from './routes/audit.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { bootstrapRoutes } from './routes/bootstrap.ts'
import { botRoutes } from './routes/bots.ts'
import { clientRoutes } from './routes/clients.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { inviteRoutes } from './routes/invites.ts'
import { keyRoutes } from './routes/keys.ts'
import { loginRoutes } from './routes/login.ts'
import { meRoutes } from './routes/me.ts'
import { notStored } from './routes/not-stored.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { openIdRoutes } from './routes/openid.ts'
import { recoveryRoutes } from './routes/recovery.ts'
import { registerRoutes } from './routes/register.ts'
import { roleRoutes } from './routes/roles.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { secretRoutes } from './routes/secrets.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { userRoutes } from './routes/users.ts'

const routes = [
  bootstrapRoutes,
  registerRoutes,
  loginRoutes,
  recoveryRoutes,
  oauthRoutes,
  authorizeRoutes,
  openIdRoutes,
  discoveryRoutes,
  meRoutes,
  secondFactorRoutes,
  sessionRoutes,
  userRoutes,
  roleRoutes,
  inviteRoutes,
  botRoutes,
  clientRoutes,
  keyRoutes,
  secretRoutes,
  auditRoutes,
]

const bodyLimit = 64 * 1024

const oneHop = (_address: string, hop: number) => hop === 0

/** The public listener of auth. The client's address is what the gateway, one hop away, says it is. */
export function buildAuth(server: Omit<ServerOptions, 'name' | 'verifier' | 'bodyLimit'>, deps: AuthDeps): App {
  const app = createServer({
    name: 'auth',
    verifier: deps.verifier,
    bodyLimit,
    ...server,
    fastify: { trustProxy: oneHop, ...server.fastify },
  })
  notStored(app)
  for (const register of routes) register(app, deps)
  return app
}
