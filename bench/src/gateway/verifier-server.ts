import { createServer } from 'node:http'
import { createTokenVerifier, KeySet } from '@bartab/kit'

/** What Caddy's `forward_auth` asks: our own verifier, remembered tokens and all, as a process of its own. */
const [port, jwks = '', issuer = ''] = process.argv.slice(2)
const keys = new KeySet({ source: async () => JSON.parse(jwks) as unknown, clock: Date.now })
await keys.refresh()
const verifier = createTokenVerifier({ keys, issuer, audience: issuer, clock: Date.now })

createServer(async (request, response) => {
  try {
    if (request.url !== '/readyz') await verifier.verify((request.headers.authorization ?? '').slice('Bearer '.length))
    response.end()
  } catch {
    response.writeHead(401).end()
  }
}).listen(Number(port), '127.0.0.1')
