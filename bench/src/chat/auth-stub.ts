import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const issuer = 'http://chat.example'

/** Stands where auth and media are: keys, a feed with nothing in it, and tokens for as many people as are wanted. */
export interface AuthStub extends AsyncDisposable {
  origin: string
  token(userId: string): Promise<string>
}

export async function startAuthStub(): Promise<AuthStub> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }
  const server = createServer((request, response) => {
    const answer = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (request.url?.startsWith('/revocations') !== true) answer({ status: 'ok', keys: [jwk] })
    else setTimeout(() => answer({ next: '1', revoked: [] }), request.url.includes('timeout=0') ? 0 : 20_000).unref()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: (userId) => sign(privateKey, userId),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function sign(key: Parameters<SignJWT['sign']>[0], userId: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{ iss: issuer, aud: issuer, sub: userId, sid: userId, jti: userId, client_id: 'web', roles: ['member'] },
    ...{ scope: 'chat:read chat:write', amr: ['pwd'], auth_time: now, iat: now, nbf: now, exp: now + 86_400 },
  }
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' }).sign(key)
}
