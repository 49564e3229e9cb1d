import { randomBytes } from 'node:crypto'
import {
  createTokenVerifier,
  KeySet,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  RevocationList,
  runServer,
  StartFailure,
  startOrExit,
} from '@bartab/kit'
import packageJson from '../package.json' with { type: 'json' }
import { buildGateway } from './app.ts'
import { GatewayConfig } from './config.ts'
import { TrustedProxies } from './headers/client-address.ts'
import { randomNames } from './names.ts'
import { RevocationFollower } from './tokens/revocation-follower.ts'
import { serviceReadiness } from './upstream/service-readiness.ts'
import { connectUpstreams } from './upstream/upstreams.ts'

await startOrExit(async () => {
  const config = loadConfig(GatewayConfig, process.env)
  const clock = Date.now
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]
  const keys = new KeySet({ source: `${config.authUrl}/.well-known/jwks.json`, clock })
  const revocations = new RevocationList({ clock })
  const upstreams = connectUpstreams({ auth: config.authUrl, chat: config.chatUrl, media: config.mediaUrl })
  const { app, internal } = await buildGateway({
    ...{ name: 'gateway', version: packageJson.version, config, clock, lifecycle, metrics, readiness, upstreams },
    names: randomNames(randomBytes),
    proxies: trustedProxies(config.trustedProxies),
    verifier: createTokenVerifier({ keys, issuer: config.issuer, audience: config.issuer, clock, revocations }),
    heldKeys: () => keys.held(),
  })
  const follower = new RevocationFollower({
    origin: config.authInternalUrl,
    list: revocations,
    random: Math.random,
    onLost: (error) => app.log.warn({ err: error }, 'revocations are not heard for the moment'),
  })

  readiness.add('keys', () => {
    if (keys.held().keys.length === 0) throw new Error('no signing key has been fetched from auth yet')
  })
  readiness.add('revocations', () => {
    if (!follower.connected) throw new Error('auth does not answer for revoked sessions')
  })
  for (const { service, origin } of Object.values(upstreams)) readiness.add(service, serviceReadiness(origin, clock))

  lifecycle.onClose(async () => {
    keys.stop()
    await follower.stop()
    await Promise.all(Object.values(upstreams).map((upstream) => upstream.destroy()))
  })
  follower.start()
  void keys.start()
  await runServer({ app, internal, config, lifecycle })
})

function trustedProxies(blocks: readonly string[]): TrustedProxies {
  try {
    return new TrustedProxies(blocks)
  } catch (error) {
    throw new StartFailure(`BARTAB_TRUSTED_PROXIES: ${(error as Error).message}`, 78, { cause: error })
  }
}
