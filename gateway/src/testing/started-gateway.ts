import type { AddressInfo } from 'node:net'
import { createTokenVerifier, KeySet, Lifecycle, Metrics, Readiness, RevocationList } from '@bartab/kit'
import { buildGateway } from '../app.ts'
import type { GatewayConfig } from '../config.ts'
import { TrustedProxies } from '../headers/client-address.ts'
import { serviceReadiness } from '../service-readiness.ts'
import { type Origins, Upstreams } from '../upstream/upstreams.ts'
import { TokenIssuer } from './token-issuer.ts'
import { UpstreamServer } from './upstream-server.ts'

export interface StartOptions {
  config?: Partial<GatewayConfig>
  trustedProxies?: string[]
  /** Places of services other than the three that are started. */
  origins?: Partial<Origins>
  /** The key that tokens are signed with, to share it between gateways. */
  issuer?: TokenIssuer
}

/** A whole gateway on a free port, in front of real servers that stand for the services. */
export async function startGateway({
  config = {},
  trustedProxies = [],
  origins = {},
  issuer: shared,
}: StartOptions = {}) {
  const [auth, chat, media] = await Promise.all([
    UpstreamServer.start(),
    UpstreamServer.start(),
    UpstreamServer.start(),
  ])
  const issuer = shared ?? (await TokenIssuer.create())
  const jwks = await issuer.jwks()
  let passed = 0
  const clock = () => Date.now() + passed
  const [lifecycle, metrics, readiness] = [new Lifecycle(), new Metrics(), new Readiness()]
  const keys = new KeySet({ source: async () => jwks, clock })
  const revocations = new RevocationList({ clock })
  const places = { auth: [auth.origin], chat: [chat.origin], media: [media.origin], ...origins }
  const upstreams = new Upstreams(places, { clock, changed: () => {} })
  serviceReadiness(readiness, upstreams, clock)
  const moves: [service: string, origins: readonly string[]][] = []
  const lines: string[] = []
  let names = 0
  const { app, internal } = await buildGateway({
    ...{ name: 'gateway', version: '0.0.0', clock, lifecycle, metrics, readiness, upstreams },
    config: { ...testConfig, ...config },
    names: { requestId: () => `r${++names}`, hex: (bytes) => 'ab'.repeat(bytes) },
    proxies: new TrustedProxies(trustedProxies),
    verifier: createTokenVerifier({ keys, issuer: testConfig.issuer, audience: testConfig.issuer, clock, revocations }),
    heldKeys: () => keys.held(),
    moved: async (service, origins) => void moves.push([service, origins]),
    logStream: { write: (line) => void lines.push(line) },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  await internal.ready()
  lifecycle.markReady()
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    ...{ url, auth, chat, media, issuer, revocations, lifecycle, internal, metrics, lines, upstreams, moves },
    port: (app.server.address() as AddressInfo).port,
    /** Lets the gateway's clock go on by so many milliseconds. */
    pass: (ms: number) => {
      passed += ms
    },
    bearer: async (claims = {}) => ({ authorization: `Bearer ${await issuer.sign(claims)}` }),
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      await app.close()
      upstreams.destroy()
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
  headersTimeoutMs: 15_000,
  authUrl: ['http://unused'],
  authInternalUrl: 'http://unused',
  chatUrl: ['http://unused'],
  mediaUrl: ['http://unused'],
  trustedProxies: [],
  maxUploadBytes: 128 * 1024 * 1024,
  addressPerSecond: 1000,
  addressBurst: 5000,
  credentialsPerSecond: 20,
  credentialsBurst: 300,
  userPerSecond: 300,
  userBurst: 1500,
  addressConnections: 4096,
  botPerSecond: 600,
  botBurst: 3000,
  pollPerSecond: 300,
  pollBurst: 1500,
  uploadPerSecond: 50,
  uploadBurst: 500,
  downloadPerSecond: 500,
  downloadBurst: 5000,
}
