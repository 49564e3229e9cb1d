import type { AddressInfo } from 'node:net'
import { createTokenVerifier, KeySet, Lifecycle, Metrics, Readiness, RevocationList } from '@bartab/kit'
import { buildGateway } from '../app.ts'
import type { GatewayConfig } from '../config.ts'
import { TrustedProxies } from '../headers/client-address.ts'
import { serviceReadiness } from '../upstream/service-readiness.ts'
import { connectUpstreams } from '../upstream/upstreams.ts'
import { TokenIssuer } from './token-issuer.ts'
import { UpstreamServer } from './upstream-server.ts'

export interface StartOptions {
  config?: Partial<GatewayConfig>
  trustedProxies?: string[]
}

/** A whole gateway on a free port, in front of real servers that stand for the services. */
export async function startGateway({ config = {}, trustedProxies = [] }: StartOptions = {}) {
  const [auth, chat, media] = await Promise.all([
    UpstreamServer.start(),
    UpstreamServer.start(),
    UpstreamServer.start(),
  ])
  const issuer = await TokenIssuer.create()
  const jwks = await issuer.jwks()
  const clock = Date.now
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]
  const keys = new KeySet({ source: async () => jwks, clock })
  const revocations = new RevocationList({ clock })
  const upstreams = connectUpstreams({ auth: auth.origin, chat: chat.origin, media: media.origin })
  for (const { service, origin } of Object.values(upstreams)) readiness.add(service, serviceReadiness(origin, clock))
  const lines: string[] = []
  let names = 0
  const { app, internal } = await buildGateway({
    ...{ name: 'gateway', version: '0.0.0', clock, lifecycle, metrics, readiness, upstreams },
    config: { ...testConfig, ...config },
    names: { requestId: () => `r${++names}`, hex: (bytes) => 'ab'.repeat(bytes) },
    proxies: new TrustedProxies(trustedProxies),
    verifier: createTokenVerifier({ keys, issuer: testConfig.issuer, audience: testConfig.issuer, clock, revocations }),
    heldKeys: () => keys.held(),
    logStream: { write: (line) => void lines.push(line) },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  await internal.ready()
  lifecycle.markReady()
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    ...{ url, auth, chat, media, issuer, revocations, lifecycle, internal, metrics, lines },
    port: (app.server.address() as AddressInfo).port,
    bearer: async (claims = {}) => ({ authorization: `Bearer ${await issuer.sign(claims)}` }),
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      await app.close()
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.destroy()))
      await Promise.all([auth, chat, media].map((each) => each.stop()))
    },
  }
}

export type StartedGateway = Awaited<ReturnType<typeof startGateway>>

const testConfig: GatewayConfig = {
  host: '127.0.0.1',
  port: 0,
  internalHost: '127.0.0.1',
  internalPort: 0,
  dataDir: '/nowhere',
  logLevel: 'info',
  issuer: 'http://chat.example',
  serverName: 'localhost',
  drainTimeoutMs: 1000,
  authUrl: 'http://unused',
  authInternalUrl: 'http://unused',
  chatUrl: 'http://unused',
  mediaUrl: 'http://unused',
  trustedProxies: [],
  maxUploadBytes: 128 * 1024 * 1024,
  addressPerSecond: 1000,
  addressBurst: 5000,
  credentialsPerSecond: 20,
  credentialsBurst: 300,
  userPerSecond: 300,
  userBurst: 1500,
}
