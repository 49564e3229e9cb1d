import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  createTokenVerifier,
  httpKeys,
  KeySet,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  RevocationFollower,
  RevocationList,
  runServer,
  StartFailure,
  startOrExit,
} from '@bartab/kit'
import packageJson from '../package.json' with { type: 'json' }
import { buildGateway } from './app.ts'
import { GatewayConfig } from './config.ts'
import { Door } from './door.ts'
import { TrustedProxies } from './headers/client-address.ts'
import { leaveToSuccessor } from './leave-to-successor.ts'
import { randomNames } from './names.ts'
import { RememberedOrigins } from './remembered-origins.ts'
import { serviceReadiness } from './service-readiness.ts'
import { Upstreams } from './upstream/upstreams.ts'

await startOrExit(async () => {
  const config = loadConfig(GatewayConfig, process.env)
  const door = new Door({ file: join(config.dataDir, '.door'), port: config.port })
  await door.untilNeeded()
  const clock = Date.now
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]
  const remembered = new RememberedOrigins(join(config.dataDir, 'origins.json'))
  const configured = { auth: config.authUrl, chat: config.chatUrl, media: config.mediaUrl }
  const upstreams = new Upstreams(await remembered.look(configured), {
    clock,
    changed: (origin, health, reason) => app.log.warn({ origin, health, reason }, 'a service is in another state'),
  })
  const source = (signal: AbortSignal) => httpKeys(`${upstreams.of('auth').origins[0]}/.well-known/jwks.json`)(signal)
  const keys = new KeySet({ source, clock })
  const revocations = new RevocationList({ clock })
  const { app, internal } = await buildGateway({
    ...{ name: 'gateway', version: packageJson.version, config, clock, lifecycle, metrics, readiness, upstreams },
    names: randomNames(randomBytes),
    proxies: trustedProxies(config.trustedProxies),
    verifier: createTokenVerifier({ keys, issuer: config.issuer, audience: config.issuer, clock, revocations }),
    heldKeys: () => keys.held(),
    moved: async (service, origins, internalOrigin) => {
      app.log.info({ service, origins }, 'the service is somewhere else now')
      await remembered.remember(service, origins, internalOrigin).catch((error: unknown) => {
        app.log.warn({ err: error }, 'where the service is now will not be known after a restart')
      })
    },
  })
  const follower = new RevocationFollower({
    url: () => `${remembered.authInternal ?? config.authInternalUrl}/revocations`,
    list: revocations,
    onLost: (error) => app.log.warn({ err: error }, 'revocations are not heard for the moment'),
  })

  readiness.add('keys', () => {
    if (keys.held().keys.length === 0) throw new Error('no signing key has been fetched from auth yet')
  })
  readiness.add('revocations', () => {
    if (!follower.connected) throw new Error('auth does not answer for revoked sessions')
  })
  serviceReadiness(readiness, upstreams, clock)

  lifecycle.onClose(async () => {
    keys.stop()
    await follower.stop()
    upstreams.destroy()
  })
  upstreams.watch()
  follower.start()
  void keys.start()
  const isFollowed = config.listenFd !== undefined || config.reusePort === true
  if (isFollowed) leaveToSuccessor({ app, lifecycle, drainTimeoutMs: config.drainTimeoutMs })
  await runServer({ app, internal, config, lifecycle, listenFd: config.listenFd })
  if (config.reusePort) door.watch(lifecycle)
})

function trustedProxies(blocks: readonly string[]): TrustedProxies {
  try {
    return new TrustedProxies(blocks)
  } catch (error) {
    throw new StartFailure(`BARTAB_TRUSTED_PROXIES: ${(error as Error).message}`, 78, { cause: error })
  }
}
