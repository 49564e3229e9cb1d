import { Lifecycle } from '../lifecycle.ts'
import { Metrics } from '../metrics.ts'
import { Readiness } from '../readiness.ts'
import { KeySet } from '../tokens/key-set.ts'
import { type goodClaims, issuer, mint, mintKey, now } from '../tokens/mint.fixture.ts'
import { createTokenVerifier } from '../tokens/token-verifier.ts'
import { createServer, type ServerOptions } from './create-server.ts'

export const testConfig = {
  host: '127.0.0.1',
  port: 0,
  internalHost: '127.0.0.1',
  internalPort: 0,
  dataDir: '/nowhere',
  logLevel: 'debug' as const,
  issuer,
  serverName: 'localhost',
  drainTimeoutMs: 1_000,
}

/** A server without routes, its log as parsed lines, and a way to sign tokens for it. */
export async function testServer(options: Partial<ServerOptions> = {}) {
  const key = await mintKey()
  const keys = new KeySet({ source: async () => ({ keys: [key.jwk] }), clock: () => now })
  const lines: string[] = []
  const deps = { lifecycle: new Lifecycle(), metrics: new Metrics(), readiness: new Readiness() }
  const app = createServer({
    ...{ name: 'test', version: '1.2.3', config: testConfig, clock: () => now, ...deps },
    verifier: createTokenVerifier({ keys, issuer, audience: issuer, clock: () => now }),
    logStream: { write: (line) => lines.push(line) },
    ...options,
  })
  const log = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const bearer = async (claims: Partial<typeof goodClaims> = {}) => `Bearer ${await mint(key, claims)}`
  return { app, ...deps, lines, log, bearer }
}
